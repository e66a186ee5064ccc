import {afterEach, beforeEach, vi} from 'vitest';
import {WebSocket} from 'ws';
import type {ClientOptions, Envelope, FollowOptions, Subscription} from '../../src/index.js';
import {SignalboxClient} from '../../src/index.js';
import {ScriptedServer, TOKEN} from './scripted-server.js';

export const TRANSPORTS = ['websocket', 'sse'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** Short waits, so that a test of a fault does not take the time that the fault would. */
export const QUICK = {
  silenceMs: 10_000,
  backoffMinMs: 4,
  backoffMaxMs: 60,
  lingerMs: 10,
  pollMs: 30,
  random: () => 0.5,
};

/** Leaves what is silent soon; a machine that is busy may be silent for so long as well. */
export const IMPATIENT = {...QUICK, silenceMs: 300};

/** A server for each test, and clients that end with it. */
export function world() {
  const clients: SignalboxClient[] = [];
  const it = {
    server: null as unknown as ScriptedServer,
    client(transport: Transport, options: Partial<ClientOptions> = {}): SignalboxClient {
      const client = new SignalboxClient({
        baseUrl: it.server.url,
        token: TOKEN,
        transport,
        WebSocket,
        timing: QUICK,
        ...options,
      });
      clients.push(client);
      return client;
    },
  };
  beforeEach(async () => {
    it.server = await ScriptedServer.start();
  });
  afterEach(async () => {
    clients.splice(0).forEach((client) => client.close());
    await it.server.stop();
  });
  return it;
}

/** What a follower was told, all in one place. */
export class Told {
  readonly events: Envelope[] = [];
  readonly batches: number[] = [];
  readonly states: string[] = [];
  readonly ends: unknown[] = [];
  subscription: Subscription | null = null;

  get seqs(): number[] {
    return this.events.map(({seq}) => seq);
  }

  /** Follows `s1`, from its beginning unless something else is said. */
  static by(client: SignalboxClient, options: Partial<FollowOptions> = {}): Told {
    const told = new Told();
    told.subscription = client.follow('s1', {
      after: 0,
      onEvents: (events) => {
        told.events.push(...events);
        told.batches.push(events.length);
      },
      onConnection: ({status}) => told.states.push(status),
      onEnd: (why) => told.ends.push(why),
      ...options,
    });
    return told;
  }
}

/** Waits until it holds, and fails with what did not. */
export function until(holds: () => void, timeout = 8_000): Promise<void> {
  return vi.waitFor(holds, {timeout, interval: 5});
}

/** Numbers from 0 to 1, the same ones for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
