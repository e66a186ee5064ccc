import {SignalboxError, type Envelope, type Session} from '@signalbox/client';
import {expect, it} from 'vitest';
import {journal} from '../operations/testEvents';
import {landing} from './landing';
import {Reading, type Journal, type JournalListener} from './reading';

/** A journal of log lines and queries, told in pages of ten. */
function served(count: number) {
  const event = journal();
  const one = (): Envelope =>
    event('session:query:started', 1, {queryId: 'q', origin: 'client', by: {principal: 'ann'}});
  const all = Array.from({length: count}, one);
  const said = {
    failure: null as SignalboxError | null,
    listener: null as JournalListener | null,
    follows: [] as number[],
  };
  const source: Journal = {
    session: async () => ({headSeq: all.length, epoch: 1}) as Session,
    page: async (after) => {
      if (said.failure !== null) {
        throw said.failure;
      }
      const rest = all.filter(({seq}) => seq > after);
      return {items: rest.slice(0, 10), next: rest.length > 10 ? String(rest[9]!.seq) : null};
    },
    follow: (after, _epoch, listener) => {
      said.follows.push(after);
      said.listener = listener;
      return {close: () => (said.listener = null)};
    },
  };
  return {source, said, one};
}

it('reads all pages, can be looked at meanwhile, and goes on with what comes', async () => {
  const {source, said, one} = served(35);
  const reading = new Reading(source);
  const counts: number[] = [];
  reading.subscribe(() => counts.push(reading.progress().count));
  await reading.read();
  expect(new Set(counts)).toEqual(new Set([0, 10, 20, 30, 35]));
  expect(reading.progress()).toMatchObject({status: 'following', count: 35, head: 35});
  expect(said.follows).toEqual([35]);
  said.listener!.events([one()]);
  expect(reading.progress()).toMatchObject({count: 36, head: 36});
  expect(reading.marks).toHaveLength(36);
  expect(reading.queries).toHaveLength(36);
  expect(reading.moments.stateAt(35).activeQuery?.queryId).toBe('q');
  reading.close();
  expect(said.listener).toBeNull();
});

it('a failure stops it where it is, and then it works again', async () => {
  const {source, said} = served(35);
  const reading = new Reading(source);
  said.failure = new SignalboxError({code: 'JOURNAL_UNAVAILABLE', detail: 'The disk is full'});
  await reading.read();
  expect(reading.progress()).toMatchObject({
    status: 'stopped',
    error: {detail: 'The disk is full'},
  });
  said.failure = null;
  await reading.read();
  expect(reading.progress()).toMatchObject({status: 'following', count: 35, error: null});
});

it('a very long journal is read on only when asked to', async () => {
  const reading = new Reading(served(35).source, 20);
  await reading.read();
  expect(reading.progress()).toMatchObject({status: 'paused', count: 20, head: 35});
  await reading.read();
  expect(reading.progress()).toMatchObject({status: 'following', count: 35});
});

it('shows no journal that was replaced by another as one', async () => {
  const {source, said} = served(5);
  const reading = new Reading(source);
  await reading.read();
  said.listener!.changed();
  expect(reading.progress()).toMatchObject({status: 'stopped', error: null});
  expect(said.listener).toBeNull();
});

const events = [{seq: 1}, {seq: 2}, {seq: 9}];
it.each([
  [null, true, 0, /^$/, false],
  ['2', false, 1, /^$/, false],
  ['3', true, 1, /^Event 3 is no longer in the journal; this is the nearest, 2\.$/, false],
  ['12', true, 2, /^There is no event 12; this is the last, 9\.$/, false],
  ['12', false, 2, /^$/, true],
  ['0', true, 0, /^“0” is no number of an event/, false],
  ['1e3', true, 0, /^“1e3” is no number of an event/, false],
  ['<b>', true, 0, /^“<b>” is no number/, false],
])(
  'a link to %s leads to an event that is there, or says so',
  (asked, isWhole, index, note, isAhead) => {
    const found = landing(asked, events, isWhole);
    expect(found).toMatchObject({index, isAhead});
    expect(found.note ?? '').toMatch(note);
  },
);
