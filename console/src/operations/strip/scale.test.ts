import {expect, it} from 'vitest';
import {drawn, firstZoom, percent, ticks, windowOf} from './scale';

const NOW = new Date(2026, 10, 23, 10, 7, 31).getTime();

it('ticks stand at round times and are few enough to be read', () => {
  expect(ticks(windowOf('5m', 0, NOW), 6).map(({text}) => text)).toEqual([
    '10:03',
    '10:04',
    '10:05',
    '10:06',
    '10:07',
  ]);
  expect(ticks({from: NOW - 60_000, to: NOW}, 5).map(({text}) => text)).toEqual([
    '10:06:45',
    '10:07:00',
    '10:07:15',
    '10:07:30',
  ]);
  const days = ticks({from: NOW - 60 * 3_600_000, to: NOW}, 6).map(({text}) => text);
  expect(days).toEqual(['21 Nov', '12:00', '22 Nov', '12:00', '23 Nov']);
  for (const span of [60_000, 3e6, 1e8, 3e9, 4e11]) {
    expect(ticks({from: NOW - span, to: NOW}, 7).length).toBeLessThanOrEqual(8);
  }
});

it('shows all of a young session, and of an old one what is not empty', () => {
  const ago = (minutes: number) => NOW - minutes * 60_000;
  expect(firstZoom(ago(1), ago(1), NOW)).toBe('5m');
  expect(firstZoom(ago(50), ago(1), NOW)).toBe('all');
  expect(firstZoom(ago(300), ago(1), NOW)).toBe('1h');
  expect(firstZoom(ago(300), ago(90), NOW)).toBe('all');
  const all = windowOf('all', NOW - 9_000_000, NOW);
  expect(percent(NOW - 9_000_000, all)).toBeGreaterThan(0);
  expect(percent(NOW, all)).toBe(100);
});

it('of spans too narrow to be told apart the one that matters is drawn', () => {
  const window = {from: 0, to: 400_000};
  const span = (from: number, to: number, weight = 0) => ({from, to, weight});
  const list = [span(10, 20), span(30, 40, 1), span(50, 60), span(2000, 90_000), span(-9, -1)];
  expect(drawn(list, window, ({weight}) => weight)).toEqual([span(30, 40, 1), span(2000, 90_000)]);
});
