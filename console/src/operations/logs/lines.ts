import {SignalboxError, type EventOf, type LogLevel, type LogSource} from '@signalbox/client';
import {plain} from '../ansi';

export type LogLine = EventOf<'session:log'>;

export const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
export const SOURCES: readonly (LogSource | 'all')[] = ['all', 'agent', 'runner', 'server'];

/** How many lines a flood left out, if that is what a line says; null for any other line. */
export function leftOut(line: LogLine): number | null {
  const data: unknown = line.data.data;
  if (typeof data !== 'object' || data === null || !('leftOut' in data)) {
    return null;
  }
  const {leftOut: counts} = data;
  return typeof counts === 'object' && counts !== null
    ? Object.values(counts).reduce((sum: number, count) => sum + (Number(count) || 0), 0)
    : null;
}

/** Lines as JSON Lines, each an event as the server sent it but for colours in its message. */
export function jsonLines(lines: readonly LogLine[]): string {
  return lines
    .map(({at, seq, data}) => {
      const {level, source, message, ...rest} = data;
      return `${JSON.stringify({at, seq, level, source, message: plain(message), ...rest})}\n`;
    })
    .join('');
}

/** How many lines came after the last that was seen. */
export function newSince(lines: readonly LogLine[], seq: number | null): number {
  if (seq === null) {
    return 0;
  }
  let count = 0;
  while (count < lines.length && lines[lines.length - 1 - count]!.seq > seq) {
    count++;
  }
  return count;
}

/** What to say where there is no line to show. */
export function emptyWords(
  filter: {readonly level: LogLevel; readonly source: string; readonly contains: string},
  error: SignalboxError | null,
): string {
  if (error !== null) {
    return `The logs could not be read: ${error.detail}`;
  }
  const {level, source, contains} = filter;
  const whose = source === 'all' ? '' : ` of the ${source}`;
  return contains !== ''
    ? `No line${whose} at ${level} or above has “${contains}” in it.`
    : source !== 'all' || level !== 'debug'
      ? `No line${whose} at ${level} or above yet. A lower level or all sources may show more.`
      : 'No log line yet. What the agent, its runner and the server say comes here.';
}
