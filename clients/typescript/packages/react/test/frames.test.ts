import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {onceAFrame} from '../src/frames.js';

let frames: (() => void)[];

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', (id: number) => {
    frames[id - 1] = () => {};
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function draw(): void {
  frames.forEach((frame) => frame());
}

it('runs what was asked for often once in the next frame', () => {
  const schedule = onceAFrame();
  const flush = vi.fn();
  for (let i = 0; i < 100; i++) {
    schedule(flush);
  }
  expect(flush).not.toHaveBeenCalled();
  draw();
  expect(flush).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10_000);
  expect(flush).toHaveBeenCalledTimes(1);
});

it('asks for one frame, whoever has something to run', () => {
  const schedule = onceAFrame();
  const flushes = [vi.fn(), vi.fn(), vi.fn()];
  flushes.forEach(schedule);
  expect(frames).toHaveLength(1);
  draw();
  flushes.forEach((flush) => expect(flush).toHaveBeenCalledTimes(1));
});

it('runs what was asked for in a frame in the next one', () => {
  const schedule = onceAFrame();
  const later = vi.fn();
  schedule(() => schedule(later));
  draw();
  expect(later).not.toHaveBeenCalled();
  draw();
  expect(later).toHaveBeenCalledTimes(1);
});

it('does not wait for frames that a hidden page does not draw', () => {
  const schedule = onceAFrame();
  const flush = vi.fn();
  schedule(flush);
  vi.advanceTimersByTime(1_000);
  expect(flush).toHaveBeenCalledTimes(1);
  draw();
  expect(flush).toHaveBeenCalledTimes(1);
});

it('goes on when one of those that it runs fails', () => {
  const schedule = onceAFrame();
  const other = vi.fn();
  schedule(() => {
    throw new Error('on purpose');
  });
  schedule(other);
  draw();
  expect(other).toHaveBeenCalledTimes(1);
  expect(() => vi.runAllTimers()).toThrow('on purpose');
});
