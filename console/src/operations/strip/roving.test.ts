import {expect, it} from 'vitest';
import {spans} from '../spans';
import {START, journal, runtime} from '../testEvents';
import {keyOf, moved} from './roving';

const event = journal();
const shown = spans(
  [
    event('session:status', 0, runtime('starting')),
    event('session:status', 2, runtime('ready')),
    event('session:query:started', 3, {queryId: 'q1', origin: 'client'}),
    event('session:query:ended', 5, {queryId: 'q1', outcome: 'completed', durationMs: 2000}),
    event('session:status', 9, runtime('terminated')),
  ],
  START + 20_000,
);
const [starting, ready, terminated] = shown.environment;
const [query] = shown.query;

it.each([
  ['ArrowRight', starting!, ready!],
  ['ArrowRight', terminated!, null],
  ['ArrowLeft', ready!, starting!],
  ['Home', terminated!, starting!],
  ['End', starting!, terminated!],
  ['ArrowDown', ready!, query!],
  ['ArrowDown', terminated!, query!],
  ['ArrowUp', query!, ready!],
  ['ArrowUp', ready!, null],
  ['x', ready!, null],
])('%s leads to the span that is there', (key, from, to) => {
  const found = moved(shown, from, key);
  expect(found && keyOf(found)).toBe(to && keyOf(to));
});
