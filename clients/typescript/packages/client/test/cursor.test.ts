import {describe, expect, it} from 'vitest';
import type {Envelope} from '../src/index.js';
import {Cursor} from '../src/cursor.js';

const event = (seq: number, prev?: number) =>
  ({seq, ...(prev !== undefined && {prev})}) as unknown as Envelope;

function at(after: number): Cursor {
  const cursor = new Cursor();
  cursor.place({after, epoch: 1}, null);
  return cursor;
}

describe('a cursor', () => {
  it('takes each event once, and none out of its turn', () => {
    const cursor = at(5);
    expect(cursor.step(event(6))).toBe('next');
    expect(cursor.step(event(6))).toBe('seen');
    expect(cursor.step(event(8))).toBe('gap');
    expect(cursor.step(event(8, 6))).toBe('next');
    expect(cursor.step(event(10, 9))).toBe('gap');
    cursor.reach(9);
    expect(cursor.step(event(10))).toBe('next');
    expect(cursor.seq).toBe(10);
  });

  it('begins at the head where no place is known', () => {
    const cursor = new Cursor();
    expect(cursor.behind).toBeNull();
    expect(cursor.joined(12, 3)).toBe(true);
    expect({seq: cursor.seq, epoch: cursor.epoch, behind: cursor.behind}).toEqual({
      seq: 12,
      epoch: 3,
      behind: 0,
    });
  });

  it('knows how far behind it is, and never that it is ahead', () => {
    const cursor = at(5);
    cursor.joined(12, 1);
    expect(cursor.behind).toBe(7);
    cursor.reach(20);
    expect(cursor.behind).toBe(0);
  });

  it('is worth nothing in another epoch', () => {
    const cursor = at(5);
    expect(cursor.joined(12, 2)).toBe(false);
    expect({seq: cursor.seq, epoch: cursor.epoch}).toEqual({seq: 5, epoch: 1});
  });
});
