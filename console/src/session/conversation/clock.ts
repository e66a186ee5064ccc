import {createContext, useContext, useSyncExternalStore} from 'react';

/** The moment that is shown, in ms since the epoch; null stands for now. */
export const MomentContext = createContext<number | null>(null);

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function onSecond(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((one) => one()), 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

const never = () => () => {};
const second = () => Math.floor(Date.now() / 1000) * 1000;

/** The time to the second, as long as it is needed; the moment that is shown where one is. */
export function useSeconds(isNeeded: boolean): number {
  const moment = useContext(MomentContext);
  const now = useSyncExternalStore(isNeeded && moment === null ? onSecond : never, second);
  return moment ?? now;
}

/** 850 ms, 3.2 s, 48 s, 3 min 5 s, 2 h 10 min. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) {
    return `${Math.max(0, Math.round(ms))} ms`;
  }
  if (seconds < 60) {
    return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long something takes that began at `since` and goes on: whole seconds. */
export function elapsed(since: number, now: number): string {
  const ms = Math.max(0, Math.floor((now - since) / 1000) * 1000);
  return ms < 10_000 ? `${ms / 1000} s` : duration(ms);
}
