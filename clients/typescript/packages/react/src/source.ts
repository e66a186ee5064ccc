import type {Schedule} from './frames.js';
import type {Pooled} from './pool.js';

/** A value that changes as long as it is open. */
export interface Source<V> extends Pooled {
  /** Immutable; its identity changes when anything in it does. */
  readonly value: V;
  /** @returns what ends it */
  subscribe(listener: () => void): () => void;
}

/** A source that sets its own value, and tells of it at most once a frame. */
export abstract class Emitter<V> implements Source<V> {
  readonly #listeners = new Set<() => void>();
  readonly #schedule: Schedule;
  #value: V;

  protected constructor(initial: V, schedule: Schedule) {
    this.#value = initial;
    this.#schedule = schedule;
  }

  get value(): V {
    return this.#value;
  }

  subscribe(listener: () => void): () => void {
    // Two subscribers may bring the same function, and each leaves by itself.
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  abstract close(): void;

  protected set(value: V): void {
    if (value !== this.#value) {
      this.#value = value;
      this.#schedule(this.#notify);
    }
  }

  /** Within a frame: sets the value and tells of it at once. */
  protected commit(value: V): void {
    this.#value = value;
    this.#notify();
  }

  readonly #notify = () => {
    for (const listener of [...this.#listeners]) {
      listener();
    }
  };
}
