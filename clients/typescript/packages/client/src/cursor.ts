import type {ResyncPlace} from './options.js';
import type {Envelope} from './protocol.js';

/** A reader's place in a session, and the check that no event was lost on the way to it. */
export class Cursor {
  #seq: number | null = null;
  #epoch: number | null = null;
  #headSeq: number | null = null;

  /** Null before the place is known. */
  get seq(): number | null {
    return this.#seq;
  }

  get epoch(): number | null {
    return this.#epoch;
  }

  /** The newest event that is known to exist. */
  get headSeq(): number | null {
    return this.#headSeq;
  }

  /** How many numbers lie between here and the head; null when either is not known. */
  get behind(): number | null {
    return this.#seq === null || this.#headSeq === null
      ? null
      : Math.max(0, this.#headSeq - this.#seq);
  }

  place({after, epoch}: ResyncPlace, headSeq: number | null): void {
    this.#seq = after;
    this.#epoch = epoch ?? null;
    this.#headSeq = headSeq === null ? null : Math.max(after, headSeq);
  }

  /**
   * The server says where its head is; who has no place yet begins there.
   *
   * @returns false when the place is of another epoch, and nothing is changed
   */
  joined(headSeq: number, epoch: number): boolean {
    if (this.#epoch !== null && this.#epoch !== epoch) {
      return false;
    }
    this.#epoch = epoch;
    this.#seq ??= headSeq;
    this.#headSeq = Math.max(headSeq, this.#seq);
    return true;
  }

  /** Goes on to an event if it is the next one; `seen` was here before, before a `gap` one is missing. */
  step({seq, prev}: Envelope): 'next' | 'seen' | 'gap' {
    if (this.#seq !== null && seq <= this.#seq) {
      return 'seen';
    }
    if ((prev ?? seq - 1) !== this.#seq) {
      return 'gap';
    }
    this.reach(seq);
    return 'next';
  }

  /** Everything up to here was sent or filtered out. */
  reach(seq: number): void {
    this.#seq = Math.max(seq, this.#seq ?? 0);
    this.#headSeq = Math.max(seq, this.#headSeq ?? 0);
  }
}
