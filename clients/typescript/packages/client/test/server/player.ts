import type {Envelope, JsonObject} from '../../src/index.js';
import {passes, type ReadFilter} from './journal.js';

/** What a server does to a reader, one after the other, before it behaves. */
export type Step =
  /** The next events: in one write, or each in its own. */
  | {readonly send: number; readonly apart?: boolean}
  /** The last ones once more. */
  | {readonly again: number}
  /** The next ones get lost. */
  | {readonly lose: number}
  | {readonly say: JsonObject}
  | {readonly resync: string}
  /** Ends the connection: with a close code, in good order, by a reset, or without a word. */
  | {readonly cut: number | 'end' | 'reset' | 'silence'};

/** Where a player plays: a joined session of a socket, or a stream. */
export interface Stage {
  write(objects: readonly JsonObject[]): void;
  cut(how: number | 'end' | 'reset' | 'silence'): void;
}

export interface Played {
  readonly journal: readonly Envelope[];
  readonly epoch: number;
}

/** Plays a journal to one reader: first as its script says, then all there is, then what comes. */
export class Player {
  readonly #played: Played;
  readonly #stage: Stage;
  readonly #filter: ReadFilter;
  /** Up to here everything was read, and up to there it was sent. */
  #read: number;
  #sent: number;
  #isOver = false;

  constructor(played: Played, stage: Stage, after: number, filter: ReadFilter) {
    this.#played = played;
    this.#stage = stage;
    this.#filter = filter;
    this.#read = after;
    this.#sent = after;
  }

  play(script: readonly Step[]): void {
    for (const step of script) {
      if (!this.#isOver) {
        this.#step(step);
      }
    }
    this.more();
  }

  /** There may be more to read. */
  more(): void {
    if (!this.#isOver) {
      this.#write(this.#take(Number.MAX_SAFE_INTEGER));
    }
  }

  /** What a filter held back is behind the reader too. */
  sayProgress(): void {
    if (!this.#isOver && this.#read > this.#sent) {
      this.#sent = this.#read;
      const sessionId = this.#played.journal[0]!.sessionId;
      this.#stage.write([{type: 'session:cursor', sessionId, seq: this.#read}]);
    }
  }

  stop(): void {
    this.#isOver = true;
  }

  #step(step: Step): void {
    if ('send' in step) {
      const events = this.#take(step.send);
      if (step.apart === true) {
        events.forEach((event) => this.#write([event]));
      } else {
        this.#write(events);
      }
    } else if ('again' in step) {
      const {journal} = this.#played;
      this.#write(journal.slice(Math.max(0, this.#sent - step.again), this.#sent));
    } else if ('lose' in step) {
      this.#take(step.lose);
    } else if ('say' in step) {
      this.#stage.write([step.say]);
    } else if ('resync' in step) {
      const {journal, epoch} = this.#played;
      const {sessionId, seq} = journal.at(-1)!;
      const resync = {type: 'session:resync', sessionId, epoch, headSeq: seq, reason: step.resync};
      this.#stage.write([resync]);
      this.#isOver = true;
    } else {
      this.#isOver = true;
      this.#stage.cut(step.cut);
    }
  }

  #write(events: readonly Envelope[]): void {
    if (events.length > 0) {
      this.#stage.write(events as unknown as JsonObject[]);
    }
  }

  #take(count: number): Envelope[] {
    const taken: Envelope[] = [];
    const {journal} = this.#played;
    while (taken.length < count && this.#read < journal.length) {
      const event = journal[this.#read++]!;
      if (passes(this.#filter, event)) {
        taken.push(this.#sent === event.seq - 1 ? event : {...event, prev: this.#sent});
        this.#sent = event.seq;
      }
    }
    return taken;
  }
}
