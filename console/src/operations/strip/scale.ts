/** How much of the past the strip shows. */
export type Zoom = '5m' | '1h' | 'all';

export const ZOOMS: readonly {readonly id: Zoom; readonly title: string; readonly name: string}[] =
  [
    {id: '5m', title: '5 min', name: 'Last 5 minutes'},
    {id: '1h', title: '1 h', name: 'Last hour'},
    {id: 'all', title: 'All', name: 'Everything'},
  ];

/** A stretch of time on the strip; ms since the epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The window of a zoom; the present is its right end. `first`: the oldest moment that is known. */
export function windowOf(zoom: Zoom, first: number, now: number): Window {
  const span = {'5m': 5 * MINUTE, '1h': HOUR, all: Math.max(now - first, MINUTE) * 1.02}[zoom];
  return {from: now - span, to: now};
}

/**
 * What shows most: all of a young session, of an older one the last hour unless nothing happened in
 * it. None of these changes is a jump: a session becomes five minutes old while five are shown.
 */
export function firstZoom(first: number, last: number, now: number): Zoom {
  const age = now - first;
  return age <= 5 * MINUTE ? '5m' : age <= HOUR || now - last > HOUR ? 'all' : '1h';
}

const STEPS = [
  ...[5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** At most `most` ticks at round times of the reader's clock. */
export function ticks({from, to}: Window, most: number): Tick[] {
  const step = STEPS.find((size) => (to - from) / size <= most) ?? (to - from) / most;
  const zone = new Date(to).getTimezoneOffset() * MINUTE;
  const found: Tick[] = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) {
    found.push({at, text: tickText(at, step)});
  }
  return found;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const SECONDS = new Intl.DateTimeFormat('en-GB', {timeStyle: 'medium'});
const DATE = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short'});

function tickText(at: number, step: number): string {
  const moment = new Date(at);
  const isMidnight = moment.getHours() === 0 && moment.getMinutes() === 0;
  if (step >= DAY || (step >= HOUR && isMidnight)) {
    return DATE.format(at);
  }
  return (step < MINUTE ? SECONDS : CLOCK).format(at);
}

/** Where a moment is, in percent of the window's width. */
export function percent(at: number, {from, to}: Window): number {
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
}

/**
 * The spans to draw: those in the window, and of those too narrow to be told apart one for each
 * place, the one that matters most there.
 */
export function drawn<S extends {readonly from: number; readonly to: number}>(
  spans: readonly S[],
  window: Window,
  weight: (span: S) => number,
): S[] {
  const grain = (window.to - window.from) / 400;
  const found: S[] = [];
  for (const span of spans) {
    if (span.to < window.from || span.from > window.to) {
      continue;
    }
    const before = found.at(-1);
    const isCrowded =
      before !== undefined && span.to - before.from < grain && span.to - span.from < grain;
    if (!isCrowded) {
      found.push(span);
    } else if (weight(span) > weight(before)) {
      found[found.length - 1] = span;
    }
  }
  return found;
}
