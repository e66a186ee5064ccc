import type {SignalboxError} from '@signalbox/client';
import {useCallback, useEffect, useState} from 'react';
import {failureOf} from './failure';

/** What was asked for once: null while it is on its way. */
export interface Asked<T> {
  readonly value: T | null;
  readonly error: SignalboxError | null;
  /** Whether an answer is on its way. */
  readonly isAsking: boolean;
  readonly retry: () => void;
}

/** Asks when the component appears, and again on `retry`. `ask` keeps its identity. */
export function useAsked<T>(ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const [state, set] = useState<Omit<Asked<T>, 'retry'>>({
    value: null,
    error: null,
    isAsking: true,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    ask(controller.signal).then(
      (answer) => set({value: answer, error: null, isAsking: false}),
      (thrown) => {
        if (!controller.signal.aborted) {
          set((before) => ({...before, error: failureOf(thrown), isAsking: false}));
        }
      },
    );
    return () => controller.abort();
  }, [ask, round]);
  const retry = useCallback(() => {
    set((before) => ({...before, isAsking: true}));
    setRound((n) => n + 1);
  }, []);
  return {...state, retry};
}
