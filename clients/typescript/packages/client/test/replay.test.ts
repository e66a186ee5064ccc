import {describe, expect, it} from 'vitest';
import {emptyState, foldAll, snapshotOf} from '../src/index.js';
import {IMPATIENT, TRANSPORTS, Told, randomOf, until, world} from './server/client.js';
import {next, recorded, snapshot} from './server/journal.js';
import type {Step} from './server/player.js';

const here = world();
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

/** How a server may treat those who read, one script for each time that they come. */
const SCRIPTS: Record<string, Step[][]> = {
  'treats its readers well': [],
  'sends all in one write': [[{send: 1_000}]],
  'sends each event by itself': [[{send: 224, apart: true}]],
  'breaks connections': [10, 1, 40, 0, 3].map((send) => [{send}, {cut: 'reset'}]),
  'ends connections in good order': [7, 30].map((send) => [{send}, {cut: 'end'}]),
  'stops and starts': [5, 50].map((send) => [{send}, {cut: 1012}]),
  'has too many connections': [0, 0].map((send) => [{send}, {cut: 4429}]),
  'finds its readers slow': [[{send: 12}, {cut: 4408}]],
  'falls silent on open connections': [[{send: 30}, {cut: 'silence'}], [{cut: 'silence'}]],
  'sends events twice': [[{send: 40}, {again: 15}, {send: 3, apart: true}, {again: 40}]],
  'loses events': [
    [{send: 20}, {lose: 5}, {send: 1}],
    [{lose: 1}, {send: 3}],
    [{send: 2}, {lose: 9}],
  ],
  'loses the last event and breaks': [[{send: 20}, {lose: 1}, {cut: 'reset'}]],
  'says what nobody knows': [[{send: 4}, {say: {type: 'session:weather', sessionId: 's1'}}]],
};

function randomScripts(random: () => number): Step[][] {
  const below = (bound: number) => Math.floor(random() * bound);
  const step = (): Step =>
    [{send: below(20)}, {send: below(20), apart: true}, {again: below(20)}, {send: 1}][below(4)]!;
  const cuts: Step[] = [{cut: 'reset'}, {cut: 'end'}, {cut: 1012}, {cut: 'silence'}];
  return Array.from({length: 6}, () => [
    ...Array.from({length: below(4)}, step),
    // Something comes first: what is lost three times at one place is not to be had.
    ...(random() < 0.3 ? [{send: 1}, {lose: 1}, {send: 2}] : [cuts[below(4)]!]),
  ]);
}

for (const seed of [SEED, SEED + 1, SEED + 2]) {
  SCRIPTS[`does anything (seed ${seed})`] = randomScripts(randomOf(seed));
}

const TABLE = Object.entries(SCRIPTS).flatMap(([name, scripts]) =>
  TRANSPORTS.map((transport) => ({name, scripts, transport})),
);

const folded = (events: Parameters<typeof foldAll>[1]) =>
  snapshotOf(foldAll(emptyState(), events), 's1', 1, true);

describe.each(TABLE)('a server that $name, by $transport', ({scripts, transport}) => {
  it('is replayed by a follower: each event once, in order', async () => {
    here.server.scripts = structuredClone(scripts);
    const told = Told.by(here.client(transport, {timing: IMPATIENT}));
    const {journal} = here.server;
    await until(() => expect(told.subscription!.seq).toBe(journal.length));
    expect(told.seqs).toEqual(journal.map(({seq}) => seq));
    expect(folded(told.events)).toEqual(folded(recorded()));

    await until(() => expect(told.subscription!.connection).toEqual({status: 'live'}));
    here.server.append(next(journal));
    await until(() => expect(told.seqs.at(-1)).toBe(journal.length));
    expect(told.ends).toEqual([]);
  });

  it('is shown by a store as it is', async () => {
    here.server.scripts = structuredClone(scripts);
    const all = recorded();
    here.server.journal = all.slice(0, 40);
    const store = here.client(transport, {timing: IMPATIENT}).session('s1');
    for (const end of [41, 60, 61, 120, 200, all.length]) {
      await until(() => expect(store.view.state?.seq ?? 0).toBeGreaterThanOrEqual(40));
      here.server.append(...all.slice(here.server.journal.length, end));
    }
    await until(() => expect(store.view.state!.seq).toBe(all.length));
    const shown = () => JSON.parse(JSON.stringify(snapshotOf(store.view.state!, 's1', 1, true)));
    expect(shown()).toEqual(snapshot(all, 1));

    const runtime = {...store.view.runtime!, isLoaded: false};
    here.server.append(next(all, {type: 'session:status', data: {runtime}}));
    await until(() => expect(store.view.runtime!.isLoaded).toBe(false));
    expect(store.view.ended).toBeNull();
  });
});
