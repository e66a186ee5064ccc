import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {Pool} from '../src/pool.js';

class Thing {
  isOver = false;
  isClosed = false;

  close(): void {
    this.isClosed = true;
  }
}

let pool: Pool<Thing>;
const acquire = (keepAliveMs: number) => pool.acquire('key', () => new Thing(), keepAliveMs);

beforeEach(() => {
  vi.useFakeTimers();
  pool = new Pool<Thing>();
});

afterEach(() => vi.useRealTimers());

it('opens once for all who use it, and closes some time after the last one left', () => {
  const first = acquire(5_000);
  const second = acquire(5_000);
  expect(second.source).toBe(first.source);
  first.release();
  first.release();
  vi.advanceTimersByTime(60_000);
  expect(first.source.isClosed).toBe(false);
  second.release();
  vi.advanceTimersByTime(4_999);
  expect(pool.peek('key')).toBe(first.source);
  vi.advanceTimersByTime(1);
  expect(first.source.isClosed).toBe(true);
  expect(pool.peek('key')).toBeUndefined();
  expect(pool.size).toBe(0);
});

it('stays open for who comes back in time', () => {
  const first = acquire(5_000);
  first.release();
  vi.advanceTimersByTime(4_000);
  const second = acquire(5_000);
  vi.advanceTimersByTime(60_000);
  expect(second.source).toBe(first.source);
  expect(first.source.isClosed).toBe(false);
});

it('does not close at once, not even where nothing is to be kept', () => {
  const first = acquire(0);
  first.release();
  const second = acquire(0);
  vi.advanceTimersByTime(60_000);
  expect(second.source).toBe(first.source);
  second.release();
  vi.advanceTimersByTime(0);
  expect(first.source.isClosed).toBe(true);
});

it('keeps it as long as anybody wanted, whoever leaves last', () => {
  const first = acquire(5_000);
  const second = acquire(0);
  first.release();
  second.release();
  vi.advanceTimersByTime(4_999);
  expect(first.source.isClosed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(first.source.isClosed).toBe(true);
});

it('gives newcomers another one when the last has ended, and leaves it to those who have it', () => {
  const first = acquire(5_000);
  first.source.isOver = true;
  const second = acquire(5_000);
  expect(second.source).toBe(first.source);
  first.release();
  second.release();
  expect(pool.peek('key')).toBeUndefined();
  const third = acquire(5_000);
  expect(third.source).not.toBe(first.source);
  expect(first.source.isClosed).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(third.source.isClosed).toBe(false);
  expect(pool.size).toBe(1);
});

it('closes what nobody uses when it is told to', () => {
  const used = acquire(5_000);
  const left = pool.acquire('other', () => new Thing(), 5_000);
  left.release();
  pool.closeIdle();
  expect(left.source.isClosed).toBe(true);
  expect(used.source.isClosed).toBe(false);
});
