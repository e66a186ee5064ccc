import type {Principal, SignalboxError} from '@signalbox/client';
import type {Hub} from './hub.js';
import {Loader} from './loader.js';
import {Emitter} from './source.js';

export interface PrincipalValue {
  /** Null until the server said it. */
  readonly me: Principal | null;
  readonly error: SignalboxError | null;
}

export const NOBODY: PrincipalValue = {me: null, error: null};

/** Who asks, as the server knows them. */
export class SharedPrincipal extends Emitter<PrincipalValue> {
  readonly #loader: Loader;

  constructor(hub: Hub) {
    super(NOBODY, hub.schedule);
    this.#loader = new Loader(
      async (signal) => this.set({me: await hub.client.me({signal}), error: null}),
      (error) => this.set({...this.value, error}),
    );
    void this.#loader.ask();
  }

  get isOver(): boolean {
    return this.value.error !== null;
  }

  close(): void {
    this.#loader.close();
  }
}
