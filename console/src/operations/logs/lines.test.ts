import {expect, it} from 'vitest';
import {journal} from '../testEvents';
import {emptyWords, jsonLines, leftOut, newSince, type LogLine} from './lines';

const event = journal();
const line = (message: string, data?: unknown): LogLine =>
  event('session:log', 1, {
    level: 'warn',
    source: 'runner',
    message,
    ...(data !== undefined && {data}),
  });

it('knows a line that stands for a flood, and how many it stands for', () => {
  const flood = line('Left out 5 log lines', {leftOut: {debug: 4, warn: 1}, source: 'agent'});
  expect(leftOut(flood)).toBe(5);
  expect(leftOut(line('Left out'))).toBeNull();
  expect(leftOut(line('x', {leftOut: 'all'}))).toBeNull();
  expect(leftOut(line('x', null))).toBeNull();
});

it('writes lines that a program can read again', () => {
  const text = jsonLines([line('\u001b[31mred\u001b[0m\n"x"', {a: 1}), line('two')]);
  const read = text
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one) as object);
  expect(read).toEqual([
    expect.objectContaining({level: 'warn', source: 'runner', message: 'red\n"x"', data: {a: 1}}),
    expect.objectContaining({message: 'two'}),
  ]);
});

it('counts what came since one looked', () => {
  const lines = [1, 2, 3].map((n) => line(`line ${n}`));
  expect(newSince(lines, lines[0]!.seq)).toBe(2);
  expect(newSince(lines, lines[2]!.seq)).toBe(0);
  expect(newSince(lines, null)).toBe(0);
  expect(newSince([], 4)).toBe(0);
});

it('says why there is nothing, and what may show more', () => {
  const words = (level: 'debug' | 'warn', source: string, contains = '') =>
    emptyWords({level, source, contains}, null);
  expect(words('debug', 'all')).toMatch(/^No log line yet/);
  expect(words('warn', 'agent')).toMatch(/^No line of the agent at warn or above yet/);
  expect(words('warn', 'all', 'npm')).toBe('No line at warn or above has “npm” in it.');
});
