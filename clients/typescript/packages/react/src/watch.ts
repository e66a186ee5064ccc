import type {SignalboxClient} from '@signalbox/client';

/** Which sessions changed, told to all who listen by one watch of the client. */
export class Watch {
  readonly #listeners = new Set<(ids: readonly string[]) => void>();
  readonly close: () => void;

  constructor(client: SignalboxClient) {
    this.close = client.watchSessions((ids) => {
      for (const listener of [...this.#listeners]) {
        listener(ids);
      }
    });
  }

  /**
   * @param listener is told the ids; none where the connection was away, and any may have changed
   * @returns what ends it
   */
  listen(listener: (ids: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
