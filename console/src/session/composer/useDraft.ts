import {useCallback, useState} from 'react';

const keyOf = (sessionId: string) => `signalbox.draft.${sessionId}`;

/** What is being written in a session; it outlives a reload of the page. */
export function useDraft(sessionId: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(keyOf(sessionId)) ?? '');
  const set = useCallback(
    (next: string) => {
      setText(next);
      keep(keyOf(sessionId), next);
    },
    [sessionId],
  );
  return [text, set];
}

function keep(key: string, text: string): void {
  try {
    if (text === '') {
      sessionStorage.removeItem(key);
    } else {
      sessionStorage.setItem(key, text);
    }
  } catch {
    // Longer than the browser keeps: it stays in the field.
  }
}
