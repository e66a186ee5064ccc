import {describe, expect, it} from 'vitest';
import {elapsed} from './Elapsed';
import {relative} from './RelativeTime';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const ago = (seconds: number) => relative(NOW - seconds * 1000, NOW);

describe('times in words', () => {
  it('say how long ago something was, in the largest unit that fits', () => {
    expect([0, 59, 60, 3_599, 3_600, 86_399].map(ago)).toEqual([
      'just now',
      'just now',
      '1m ago',
      '59m ago',
      '1h ago',
      '23h ago',
    ]);
    expect(ago(86_400)).toBe('yesterday');
    expect(ago(40 * 86_400)).toBe('40d ago');
  });

  it('count what goes on', () => {
    const seconds = [0, 59.9, 60, 185, 3_600, 2 * 86_400 + 3_600];
    expect(seconds.map((s) => elapsed(s * 1000))).toEqual([
      '0 s',
      '59 s',
      '1 min 00 s',
      '3 min 05 s',
      '1 h 0 min',
      '2 d 1 h',
    ]);
  });

  it('never go below nothing, when the clocks of server and browser differ', () => {
    expect(elapsed(-3_000)).toBe('0 s');
  });
});
