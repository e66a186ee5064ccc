import {useSyncExternalStore} from 'react';

const words = new Intl.RelativeTimeFormat('en', {numeric: 'auto', style: 'narrow'});
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3m ago"; under a minute that is "just now". */
export function relative(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) {
      return words.format(Math.trunc(seconds / size), unit);
    }
  }
  return 'just now';
}

const TICK_MS = 10_000;

function onTick(act: () => void) {
  const timer = setInterval(act, TICK_MS);
  return () => clearInterval(timer);
}

/** The time, to ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(onTick, () => Math.floor(Date.now() / TICK_MS) * TICK_MS);
}

/** A moment as people say it; the exact one is its title. `at`: ISO-8601, or ms since the epoch. */
export function RelativeTime({at}: {at: string | number}) {
  const now = useNow();
  const moment = new Date(at);
  return (
    <time dateTime={moment.toISOString()} title={moment.toLocaleString()}>
      {relative(moment.getTime(), Math.max(now, moment.getTime()))}
    </time>
  );
}
