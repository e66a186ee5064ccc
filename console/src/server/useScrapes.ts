import type {SignalboxError} from '@signalbox/client';
import {useClient} from '@signalbox/react';
import {useEffect, useState} from 'react';
import {failureOf} from '../app/failure';
import {parseMetrics, type Scrape} from './prometheus';

const EVERY_MS = 5_000;
/** Ten minutes. */
const KEPT = 120;

interface Scrapes {
  /** The oldest first. */
  readonly scrapes: readonly Scrape[];
  readonly error: SignalboxError | null;
}

/** The server's metrics, every five seconds while the page is looked at. */
export function useScrapes(): Scrapes {
  const client = useClient();
  const [state, setState] = useState<Scrapes>({scrapes: [], error: null});
  useEffect(
    () =>
      poll(EVERY_MS, async (signal) => {
        try {
          const metrics = parseMetrics(await client.metrics({signal}));
          const scrape = {at: Date.now(), metrics};
          setState(({scrapes}) => ({scrapes: [...scrapes, scrape].slice(-KEPT), error: null}));
        } catch (thrown) {
          if (!signal.aborted) {
            setState(({scrapes}) => ({scrapes, error: failureOf(thrown)}));
          }
        }
      }),
    [client],
  );
  return state;
}

/**
 * Does something now and then, one after the other, and rests while nobody looks at the page.
 *
 * @returns what ends it
 */
export function poll(everyMs: number, act: (signal: AbortSignal) => Promise<void>): () => void {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAtWork = false;
  async function turn() {
    clearTimeout(timer);
    if (isAtWork || controller.signal.aborted || document.hidden) {
      return;
    }
    isAtWork = true;
    await act(controller.signal);
    isAtWork = false;
    if (!controller.signal.aborted) {
      timer = setTimeout(() => void turn(), everyMs);
    }
  }
  const onVisible = () => void turn();
  document.addEventListener('visibilitychange', onVisible);
  void turn();
  return () => {
    controller.abort();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
