import {readFileSync} from 'node:fs';
import type {Envelope, JsonObject, Snapshot} from '../../src/index.js';
import {emptyState, foldAll, snapshotOf} from '../../src/index.js';

/** What a session of the built-in agent said, recorded once: 224 events of `s1`. */
export function recorded(): Envelope[] {
  return readFileSync(new URL('../fixtures/journal.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Envelope);
}

/** One more event behind a journal: a line of its log, or what is given. */
export function next(journal: readonly Envelope[], event: Partial<Envelope> = {}): Envelope {
  return {
    type: 'session:log',
    sessionId: journal[0]!.sessionId,
    seq: journal.length + 1,
    at: '2026-11-27T09:00:00.000Z',
    track: 'operations',
    data: {level: 'info', message: `line ${journal.length + 1}`, source: 'runner'},
    ...event,
  } as Envelope;
}

/** As a server shows it. */
export function snapshot(journal: readonly Envelope[], epoch: number): Snapshot {
  const state = foldAll(emptyState(), journal);
  return JSON.parse(JSON.stringify(snapshotOf(state, journal[0]!.sessionId, epoch, true)));
}

/** What a reader asks for. */
export interface ReadFilter {
  readonly tracks?: readonly string[];
  readonly types?: readonly string[];
  readonly minLogLevel?: string;
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'off'];

export function passes(filter: ReadFilter, {type, track, data}: Envelope): boolean {
  const level = LEVELS.indexOf(String((data as JsonObject)['level'] ?? 'info'));
  return (
    (filter.tracks?.includes(track) ?? true) &&
    (filter.types?.includes(type) ?? true) &&
    (type !== 'session:log' || level >= LEVELS.indexOf(filter.minLogLevel ?? 'debug'))
  );
}
