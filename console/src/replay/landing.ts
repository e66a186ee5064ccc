import {nearest} from './moments';

/** Where a link leads. */
export interface Landing {
  /** Of the event to show; -1 while there is none. */
  readonly index: number;
  /** Why it is not the one that was asked for; null where it is. */
  readonly note: string | null;
  /** Whether the event that was asked for has yet to be read. */
  readonly isAhead: boolean;
}

/**
 * The event that an address asks for, or the nearest.
 *
 * @param asked what stands in the address; null for nothing, which is the beginning
 * @param isWhole whether there is nothing more to read
 */
export function landing(
  asked: string | null,
  events: readonly {readonly seq: number}[],
  isWhole: boolean,
): Landing {
  const last = events.at(-1)?.seq ?? 0;
  if (asked === null || events.length === 0) {
    return {index: Math.min(0, events.length - 1), note: null, isAhead: asked !== null && !isWhole};
  }
  const seq = /^\d{1,15}$/.test(asked) ? Number(asked) : NaN;
  if (!(seq >= 1)) {
    return {
      index: 0,
      note: `“${asked.slice(0, 40)}” is no number of an event; events count from 1. This is the first.`,
      isAhead: false,
    };
  }
  if (seq > last) {
    const note = `There is no event ${number(seq)}; this is the last, ${number(last)}.`;
    return {index: events.length - 1, note: isWhole ? note : null, isAhead: !isWhole};
  }
  const index = nearest(events, seq);
  const found = events[index]!.seq;
  const note =
    found === seq
      ? null
      : `Event ${number(seq)} is no longer in the journal; this is the nearest, ${number(found)}.`;
  return {index, note, isAhead: false};
}

function number(value: number): string {
  return value.toLocaleString('en');
}
