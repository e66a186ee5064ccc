import {useEffect} from 'react';

/** What the browser's tab says while the component is there. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Signalbox' : `${title} · Signalbox`;
  }, [title]);
}
