import {useSyncExternalStore} from 'react';

/** `12 s`, `3 min 05 s`, `2 h 10 min`, `3 d 4 h`: how long something takes. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function onSecond(act: () => void) {
  listeners.add(act);
  timer ??= setInterval(() => listeners.forEach((listener) => listener()), 1000);
  return () => {
    listeners.delete(act);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time to the second; ms since the epoch. */
export function useSecond(): number {
  return useSyncExternalStore(onSecond, () => Math.floor(Date.now() / 1000) * 1000);
}

/** For how long it has been going on; counts. `since`: ms since the epoch. */
export function Elapsed({since}: {since: number}) {
  return <>{elapsed(useSecond() - since)}</>;
}
