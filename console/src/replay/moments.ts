import {emptyState, foldAll, type Envelope, type SessionState} from '@signalbox/client';

/** So many events lie between two states that are kept. */
export const EVERY = 1000;

/**
 * A journal's events and what they add up to at each of them. Keeps a state every so many events, so
 * that a jump folds no more than that; states share what did not change, so keeping them is cheap.
 */
export class Moments {
  readonly #every: number;
  readonly #events: Envelope[] = [];
  /** `#kept[i]` is the state after `i * every` events. */
  readonly #kept: SessionState[] = [emptyState()];
  #last: {index: number; state: SessionState} = {index: -1, state: emptyState()};

  constructor(every = EVERY) {
    this.#every = every;
  }

  /** In the order of `seq`. Grows by {@link append}; nothing else changes it. */
  get events(): readonly Envelope[] {
    return this.#events;
  }

  /** Adds what comes next; events that are there already are passed over. */
  append(events: readonly Envelope[]): void {
    for (const event of events) {
      if (event.seq > (this.#events.at(-1)?.seq ?? 0)) {
        this.#events.push(event);
      }
    }
    while (this.#events.length >= this.#kept.length * this.#every) {
      const from = (this.#kept.length - 1) * this.#every;
      const next = this.#events.slice(from, from + this.#every);
      this.#kept.push(foldAll(this.#kept.at(-1)!, next));
    }
  }

  /** The state after the event at `index`; before the first, at -1, there is nothing. */
  stateAt(index: number): SessionState {
    const to = Math.min(index, this.#events.length - 1);
    const checkpoint = Math.floor((to + 1) / this.#every);
    const keptAt = checkpoint * this.#every - 1;
    const isNearer = this.#last.index <= to && this.#last.index >= keptAt;
    const base = isNearer ? this.#last : {index: keptAt, state: this.#kept[checkpoint]!};
    const state = foldAll(base.state, this.#events.slice(base.index + 1, to + 1));
    this.#last = {index: to, state};
    return state;
  }
}

/**
 * Where the event with this `seq` is: the nearest one where the journal has none such, as its deltas
 * were dropped or it never had. -1 where there are no events.
 */
export function nearest(events: readonly {readonly seq: number}[], seq: number): number {
  let low = 0;
  let high = events.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.seq < seq) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const before = events[low - 1];
  const isBeforeNearer = before !== undefined && seq - before.seq <= (events[low]?.seq ?? 0) - seq;
  return events.length === 0 ? -1 : isBeforeNearer && events[low]!.seq !== seq ? low - 1 : low;
}
