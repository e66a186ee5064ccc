import {useMemo, useSyncExternalStore} from 'react';
import type {Pool, Lease} from './pool.js';
import type {Source} from './source.js';

/**
 * The place of a shared source, as a component sees it: nothing is open before it subscribes, so
 * that neither a server that renders nor a rendering that is thrown away leaves anything open.
 */
export class Slot<V, S extends Source<V>> {
  /** What is shown while nothing is open. */
  readonly empty: V;
  /** Opens the source, or joins those who use it. */
  readonly acquire: () => Lease<S>;
  readonly #current: () => S | undefined;

  constructor(pool: Pool<S>, key: string, open: () => S, empty: V, keepAliveMs: number) {
    this.empty = empty;
    this.acquire = () => pool.acquire(key, open, keepAliveMs);
    this.#current = () => pool.peek(key);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const lease = this.acquire();
    const stop = lease.source.subscribe(listener);
    return () => {
      stop();
      lease.release();
    };
  };

  readonly read = (): V => this.#current()?.value ?? this.empty;

  /** Does something with the source, which is open until that is done. */
  async use<T>(what: (source: S) => Promise<T> | T): Promise<T> {
    const lease = this.acquire();
    try {
      return await what(lease.source);
    } finally {
      lease.release();
    }
  }
}

/**
 * A part of what a source says; renders again only when that part is another one.
 *
 * @param select the same function as long as the same part is wanted, and steady in its answers
 */
export function useSelected<V, S extends Source<V>, T>(
  slot: Slot<V, S>,
  select: (value: V) => T,
): T {
  const read = useMemo(() => () => select(slot.read()), [slot, select]);
  const readEmpty = useMemo(() => {
    const empty = select(slot.empty);
    return () => empty;
  }, [slot, select]);
  return useSyncExternalStore(slot.subscribe, read, readEmpty);
}

/** All that a source says. */
export function useAll<V, S extends Source<V>>(slot: Slot<V, S>): V {
  return useSyncExternalStore(slot.subscribe, slot.read, () => slot.empty);
}
