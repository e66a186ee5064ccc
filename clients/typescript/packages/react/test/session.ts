import {
  emptyState,
  fold,
  runtimeOf,
  snapshotOf,
  totalUsage,
  type Envelope,
  type EventData,
  type RuntimeState,
  type Session,
  type Snapshot,
} from '@signalbox/client';

const OPERATIONS = new Set(['session:status', 'session:log', 'session:error', 'session:unknown']);

/** Events that change what a list shows. */
const LISTED =
  /^session:(created|query:|permission:(requested|resolved)|options:update|status|error)/;

interface Told {
  happened(events: readonly Envelope[]): void;
  changed(): void;
}

/** Typed, and not yet an envelope. */
export type Said = {
  [T in keyof EventData]: readonly [T, EventData[T], queryId?: string];
}[keyof EventData];

let clock = Date.parse('2026-11-27T08:00:00.000Z');

/** A session of the test server. */
export class TestSession {
  readonly id: string;
  readonly events: Envelope[] = [];
  name: string | undefined;
  state = emptyState();
  epoch = 1;
  lastActivity: number;
  readonly #told: Told;

  constructor(id: string, name: string | undefined, told: Told) {
    this.id = id;
    this.name = name;
    this.#told = told;
    this.lastActivity = clock;
    this.say([
      'session:created',
      {agent: 'demo', environment: 'local', options: {}, by: {principal: 'admin'}},
    ]);
  }

  /** Writes events, and sends them in one go. */
  say(...said: Said[]): void {
    const events = said.map(([type, data, queryId], i) => {
      this.lastActivity = clock += 10;
      return {
        type,
        sessionId: this.id,
        seq: this.events.length + i + 1,
        at: new Date(clock).toISOString(),
        track: OPERATIONS.has(type) ? 'operations' : 'conversation',
        ...(queryId !== undefined && {queryId}),
        data,
      } as Envelope;
    });
    this.events.push(...events);
    this.state = events.reduce(fold, this.state);
    this.#told.happened(events);
    if (events.some(({type}) => LISTED.test(type))) {
      this.#told.changed();
    }
  }

  /** Begins a query. */
  start(queryId = 'q1'): this {
    this.say(['session:query:started', {queryId, origin: 'client'}, queryId]);
    return this;
  }

  /** A log line for each message. */
  log(...messages: string[]): void {
    this.say(...messages.map((message) => line(message)));
  }

  /** As when the journal comes from elsewhere: all is gone but how the session began. */
  restore(): void {
    this.epoch++;
    this.events.length = 1;
    this.state = this.events.reduce(fold, emptyState());
  }

  /** As PATCH does; with a name no event says so. */
  rename(name: string): void {
    this.name = name;
    this.#told.changed();
  }

  get runtime(): RuntimeState {
    return runtimeOf(this.state, true);
  }

  get record(): Session {
    const at = new Date(this.lastActivity).toISOString();
    return {
      id: this.id,
      agent: 'demo',
      environment: 'local',
      ...(this.name !== undefined && {name: this.name}),
      options: this.state.options,
      metadata: {},
      tenant: 'default',
      createdBy: {principal: 'admin'},
      createdAt: at,
      updatedAt: at,
      lastActivity: at,
      headSeq: this.events.length,
      epoch: this.epoch,
      usage: totalUsage(this.state.usage),
      runtime: this.runtime,
    };
  }

  get snapshot(): Snapshot {
    return snapshotOf(this.state, this.id, this.epoch, true);
  }
}

export function line(
  message: string,
  level: 'debug' | 'info' | 'warn' | 'error' = 'info',
  source: 'agent' | 'runner' | 'server' = 'agent',
): Said {
  return ['session:log', {level, message, source}];
}

/** A block of text that begins, and what is appended to it. */
export function text(id: string, conversationId = 'main'): Said {
  return [
    'session:block:start',
    {
      type: 'block_start',
      conversationId,
      block: {type: 'assistant_text', id, timestamp: '2026-11-27T08:00:00.000Z', content: ''},
    },
  ];
}

export function delta(blockId: string, more: string, conversationId = 'main'): Said {
  return ['session:block:delta', {type: 'text_delta', conversationId, blockId, delta: more}];
}
