import type {SessionState} from '@signalbox/client';
import {useSendMessage} from '@signalbox/react';
import {useEffect, useRef, useState} from 'react';
import {explain, failureOf} from '../../app/failure';
import {hasCome, type Sent} from './sending';

export interface Sending {
  /** What is on its way, the oldest first. */
  readonly sent: readonly Sent[];
  /** Why the last thing that was asked for did not go; null once something goes again. */
  readonly failure: string | null;
  send(text: string, mode: 'queue' | 'interrupt'): void;
  interrupt(): void;
  unqueue(queryId: string): void;
}

/** How long a message that the server took is shown as on its way at most, in milliseconds. */
const LONGEST_MS = 15_000;

/**
 * Sends messages. Each is shown as on its way until the session's events show it.
 *
 * @param onFailed gets the text back that could not be sent
 */
export function useSending(
  sessionId: string,
  state: SessionState | null,
  onFailed: (text: string) => void,
): Sending {
  const messages = useSendMessage(sessionId);
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const nextId = useRef(0);

  useEffect(() => {
    if (state !== null && sent.some((one) => hasCome(one, state))) {
      setSent((all) => all.filter((one) => !hasCome(one, state)));
    }
  }, [state, sent]);

  async function send(text: string, mode: 'queue' | 'interrupt') {
    const id = nextId.current++;
    const forget = () => setSent((all) => all.filter((one) => one.id !== id));
    setFailure(null);
    setSent((all) => [...all, {id, text, queryId: null}]);
    try {
      const {queryId} = await messages.send(text, {mode});
      setSent((all) => all.map((one) => (one.id === id ? {...one, queryId} : one)));
      setTimeout(forget, LONGEST_MS);
    } catch (thrown) {
      forget();
      setFailure(explain(failureOf(thrown)));
      onFailed(text);
    }
  }
  async function attempt(what: Promise<void>) {
    setFailure(null);
    try {
      await what;
    } catch (thrown) {
      setFailure(explain(failureOf(thrown)));
    }
  }
  return {
    sent,
    failure,
    send: (text, mode) => void send(text, mode),
    interrupt: () => void attempt(messages.interrupt()),
    unqueue: (queryId) => void attempt(messages.unqueue(queryId)),
  };
}
