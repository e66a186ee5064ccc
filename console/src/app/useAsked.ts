import type {SignalboxError} from '@signalbox/client';
import {useCallback, useEffect, useState} from 'react';
import {failureOf} from './failure';

/** What was asked for once: null while it is on its way. */
export interface Asked<T> {
  readonly value: T | null;
  readonly error: SignalboxError | null;
  readonly retry: () => void;
}

/** Asks when the component appears, and again on `retry`. `ask` keeps its identity. */
export function useAsked<T>(ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [{value, error}, set] = useState<Omit<Asked<T>, 'retry'>>({value: null, error: null});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    ask(controller.signal).then(
      (answer) => set({value: answer, error: null}),
      (thrown) => {
        if (!controller.signal.aborted) {
          set((before) => ({...before, error: failureOf(thrown)}));
        }
      },
    );
    return () => controller.abort();
  }, [ask, round]);
  return {value, error, retry: useCallback(() => setRound((n) => n + 1), [])};
}
