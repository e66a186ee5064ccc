/** What a pool holds: open from its making until it is closed. */
export interface Pooled {
  /** Whether nothing more will come; such a one is not given to newcomers. */
  readonly isOver?: boolean;
  close(): void;
}

/** The right to use a source until it is released. */
export interface Lease<S> {
  readonly source: S;
  /** Once is enough; again does nothing. */
  release(): void;
}

interface Entry<S> {
  readonly source: S;
  users: number;
  /** Open until then at least, whoever leaves last. */
  keepUntil: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * What is shared by all who use it: opened by the first, closed some time after the last
 * one left, so that who comes back at once finds it as it was.
 */
export class Pool<S extends Pooled> {
  readonly #entries = new Map<string, Entry<S>>();

  /** How many are open. */
  get size(): number {
    return this.#entries.size;
  }

  /** @param keepAliveMs how long it stays open after this user left */
  acquire(key: string, open: () => S, keepAliveMs: number): Lease<S> {
    const entry = this.#usable(key) ?? this.#open(key, open);
    clearTimeout(entry.timer);
    entry.users++;
    let isReleased = false;
    return {
      source: entry.source,
      release: () => {
        if (!isReleased) {
          isReleased = true;
          entry.users--;
          const now = performance.now();
          entry.keepUntil = Math.max(entry.keepUntil, now + keepAliveMs);
          if (entry.users === 0) {
            // Never at once, not even with 0: StrictMode leaves only to come back.
            entry.timer = setTimeout(() => this.#close(key, entry), entry.keepUntil - now);
          }
        }
      },
    };
  }

  /** What is open under the key, if anything is. */
  peek(key: string): S | undefined {
    return this.#usable(key)?.source;
  }

  /** Closes what nobody uses, without waiting. */
  closeIdle(): void {
    for (const [key, entry] of [...this.#entries]) {
      if (entry.users === 0) {
        clearTimeout(entry.timer);
        this.#close(key, entry);
      }
    }
  }

  /** One that nobody uses and that has ended is as good as none: perhaps it would go well now. */
  #usable(key: string): Entry<S> | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.users === 0 && entry.source.isOver === true
      ? undefined
      : entry;
  }

  #open(key: string, open: () => S): Entry<S> {
    const before = this.#entries.get(key);
    if (before !== undefined) {
      clearTimeout(before.timer);
      this.#close(key, before);
    }
    const entry: Entry<S> = {source: open(), users: 0, keepUntil: 0, timer: undefined};
    this.#entries.set(key, entry);
    return entry;
  }

  #close(key: string, entry: Entry<S>): void {
    if (this.#entries.get(key) === entry) {
      this.#entries.delete(key);
    }
    entry.source.close();
  }
}
