import {Cursor} from './cursor.js';
import {asFailure, mayPass, unreachable, type SignalboxError} from './errors.js';
import type {Link, Rider} from './link.js';
import type {ConnectionState, ResyncInfo, ResyncPlace, Subscription, Timing} from './options.js';
import {isSame, type Following, type Owner} from './owner.js';
import type {Envelope} from './protocol.js';
import {Retry, type Trouble} from './retry.js';
import type {Filter, JoinListener, Wire} from './wire.js';

/** What may be missing at one place before it is asked about elsewhere. */
const STUCK_MAX = 3;
/** With a filter the head may never come: so long without an event is taken for all that there is. */
const SETTLED_MS = 250;

/**
 * Follows one session over the wires of a link: joins, checks each step by `prev`, and joins again
 * behind the last event that was told. Whatever the wires are, this is the only place that knows
 * where a reader is.
 */
export class Follower implements Subscription, Rider, JoinListener {
  readonly sessionId: string;
  readonly #link: Link;
  readonly #filter: Filter;
  readonly #owner: Owner;
  readonly #retry: Retry;

  #wire: Wire | null = null;
  #phase: 'placing' | 'placed' | 'joining' | 'joined' | 'over' = 'placed';
  readonly #cursor = new Cursor();
  #info: ResyncInfo | null = null;
  #wasLive = false;
  #isSettled = false;
  #stuck = 0;
  #resyncs = 0;
  #lost: Trouble | null = null;
  #batch: Envelope[] = [];
  #state: ConnectionState;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(link: Link, timing: Timing, {sessionId, filter, beginning, owner}: Following) {
    this.#link = link;
    this.sessionId = sessionId;
    this.#filter = filter;
    this.#owner = owner;
    this.#retry = new Retry(timing, () => this.#again());
    if (beginning === 'ask') {
      this.#phase = 'placing';
      this.#place();
    } else if (beginning !== 'now') {
      this.#cursor.place(beginning, null);
    }
    this.#lost = link.trouble;
    this.#state = this.#now();
    link.board(this);
  }

  get seq(): number {
    return this.#cursor.seq ?? 0;
  }

  get epoch(): number | null {
    return this.#cursor.epoch;
  }

  get headSeq(): number | null {
    return this.#cursor.headSeq;
  }

  get connection(): ConnectionState {
    return this.#state;
  }

  retryNow(): void {
    this.#retry.now();
    this.#link.retryNow();
  }

  close(): void {
    if (this.#phase !== 'over') {
      this.#finish();
      this.#state = {status: 'closed', error: null};
    }
  }

  boarded(wire: Wire): void {
    this.#wire = wire;
    this.#join();
    this.#tell();
  }

  lost(): void {
    this.flush();
    this.#wire = null;
    this.#lost = this.#link.trouble;
    if (this.#phase === 'joining' || this.#phase === 'joined') {
      this.#phase = 'placed';
    }
    this.#tell();
  }

  stranded(error: SignalboxError): void {
    this.#end(error);
  }

  joined(headSeq: number, epoch: number): void {
    this.#phase = 'joined';
    if (!this.#cursor.joined(headSeq, epoch)) {
      this.resync({reason: 'the journal was restored from elsewhere', headSeq, epoch});
      return;
    }
    this.#lost = null;
    this.#wasLive = true;
    this.#settle();
    this.#tell();
  }

  event(event: Envelope): void {
    if (this.#phase !== 'joined') {
      return; // Left over from before.
    }
    const before = this.#cursor.seq;
    switch (this.#cursor.step(event)) {
      case 'next':
        this.#stuck = 0;
        this.#resyncs = 0;
        this.#retry.reset();
        this.#batch.push(event);
        break;
      case 'gap':
        this.#gap(`events between ${before} and ${event.seq} did not come`);
    }
  }

  cursor(seq: number): void {
    if (this.#phase === 'joined' && seq > this.seq) {
      this.flush();
      this.#cursor.reach(seq);
      this.#owner.reached(seq);
      this.#settle();
      this.#tell();
    }
  }

  resync({reason, headSeq, epoch}: ResyncInfo): void {
    if (this.#phase === 'joining' || this.#phase === 'joined') {
      this.flush();
      this.#phase = 'placing';
      this.#info = {reason, headSeq, epoch};
      if (this.#resyncs++ > 0) {
        this.#unable(unreachable(reason)); // The last one was of no use.
      } else {
        this.#place();
      }
      this.#tell();
    }
  }

  deleted(): void {
    this.flush();
    this.#end('deleted');
  }

  refused(error: SignalboxError): void {
    this.flush();
    this.#phase = 'placed';
    this.#unable(error);
  }

  flush(): void {
    if (this.#batch.length > 0) {
      const events = this.#batch;
      this.#batch = [];
      this.#owner.events(events);
      this.#settle();
      this.#tell();
    }
  }

  #join(): void {
    if (this.#phase === 'placed' && this.#wire !== null && !this.#retry.isWaiting) {
      this.#phase = 'joining';
      const {seq: after, epoch} = this.#cursor;
      this.#wire.join({sessionId: this.sessionId, after, epoch, filter: this.#filter}, this);
    }
  }

  /** Something was lost on the way: the journal has it. Asked for in vain, it is not to be had. */
  #gap(reason: string): void {
    this.flush();
    if (++this.#stuck >= STUCK_MAX) {
      this.#stuck = 0;
      const {headSeq, epoch} = this.#cursor;
      this.resync({reason, headSeq: headSeq!, epoch: epoch!});
      return;
    }
    this.#phase = 'placed';
    this.#join();
    this.#tell();
  }

  /** Asks the owner where to go on. */
  #place(): void {
    const info = this.#info;
    this.#owner.place(info).then(
      (place) => this.#placed(place ?? {after: info!.headSeq, epoch: info!.epoch}),
      (thrown: unknown) => this.#notPlaced(asFailure(thrown)),
    );
  }

  #placed({after, epoch = this.#info?.epoch}: ResyncPlace): void {
    if (this.#phase === 'placing') {
      this.#phase = 'placed';
      const place = epoch === undefined ? {after} : {after, epoch};
      this.#cursor.place(place, this.#info?.headSeq ?? after);
      this.#join();
      this.#tell();
    }
  }

  #notPlaced(error: SignalboxError): void {
    if (this.#phase === 'placing') {
      this.#unable(error);
    }
  }

  /** Tries again after a while: the connection is well, what was asked of it is not. */
  #unable(error: SignalboxError): void {
    if (mayPass(error)) {
      this.#lost = this.#retry.later(error);
      this.#tell();
    } else {
      this.#end(error);
    }
  }

  #again(): void {
    if (this.#phase === 'placing') {
      this.#place();
    }
    this.#join();
    this.#tell();
  }

  #settle(): void {
    clearTimeout(this.#settleTimer);
    this.#isSettled = this.#cursor.behind === 0;
    if (!this.#isSettled && Object.keys(this.#filter).length > 0) {
      this.#settleTimer = setTimeout(() => {
        this.#isSettled = true;
        this.#tell();
      }, SETTLED_MS);
    }
  }

  #end(why: 'deleted' | SignalboxError): void {
    if (this.#phase !== 'over') {
      this.#finish();
      this.#state = {status: 'closed', error: why === 'deleted' ? null : why};
      this.#owner.connection(this.#state);
      this.#owner.end(why);
    }
  }

  #finish(): void {
    this.#phase = 'over';
    this.#batch = [];
    this.#retry.cancel();
    clearTimeout(this.#settleTimer);
    this.#wire?.leave(this.sessionId);
    this.#link.leave(this);
  }

  /** Tells how it is, if that is another thing than before. */
  #tell(): void {
    if (this.#phase === 'over') {
      return;
    }
    const state = this.#now();
    if (!isSame(state, this.#state)) {
      this.#state = state;
      this.#owner.connection(state);
    }
  }

  #now(): ConnectionState {
    const {behind} = this.#cursor;
    if (this.#lost !== null) {
      return {status: 'reconnecting', ...this.#lost, behind};
    }
    if (this.#phase !== 'joined') {
      return {status: this.#wasLive ? 'resyncing' : 'connecting'};
    }
    return this.#isSettled ? {status: 'live'} : {status: 'catching-up', behind: behind ?? 0};
  }
}
