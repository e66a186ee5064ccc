import type {Link, Rider} from './link.js';
import type {Wire} from './wire.js';

/** Whoever wants to know which sessions change. The server is asked once for all of them. */
export class SessionsWatch implements Rider {
  readonly sessionId = null;
  readonly #link: Link;
  readonly #listeners = new Set<(ids: readonly string[]) => void>();
  #wire: Wire | null = null;
  #wasAway = false;

  constructor(link: Link) {
    this.#link = link;
  }

  add(listener: (ids: readonly string[]) => void): () => void {
    const own = (ids: readonly string[]) => listener(ids);
    this.#listeners.add(own);
    if (this.#listeners.size === 1) {
      this.#link.board(this);
    }
    return () => {
      if (this.#listeners.delete(own) && this.#listeners.size === 0) {
        this.#wire?.unwatch();
        this.#wire = null;
        this.#link.leave(this);
      }
    };
  }

  boarded(wire: Wire): void {
    this.#wire = wire;
    wire.watch((ids) => this.#tell(ids));
    if (this.#wasAway) {
      this.#wasAway = false;
      this.#tell([]);
    }
  }

  lost(): void {
    this.#wire = null;
    this.#wasAway = true;
  }

  stranded(): void {
    this.close();
  }

  close(): void {
    this.#wire = null;
    this.#listeners.clear();
    this.#link.leave(this);
  }

  #tell(ids: readonly string[]): void {
    [...this.#listeners].forEach((listener) => listener(ids));
  }
}
