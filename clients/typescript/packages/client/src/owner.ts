import type {SignalboxError} from './errors.js';
import type {ConnectionState, FollowOptions, ResyncInfo, ResyncPlace} from './options.js';
import type {Envelope} from './protocol.js';
import {safely, type Filter} from './wire.js';

/** Who is told of what a follower follows. None of these may throw. */
export interface Owner {
  events(events: readonly Envelope[]): void;
  /** Everything up to here was told or filtered out. */
  reached(seq: number): void;
  connection(state: ConnectionState): void;
  /**
   * Where to go on; null is the head.
   *
   * @param info null at the beginning
   */
  place(info: ResyncInfo | null): Promise<ResyncPlace | null>;
  end(why: 'deleted' | SignalboxError): void;
}

/** Where a follower begins: behind a `seq`, from now on, or where its owner says. */
export type Beginning = ResyncPlace | 'now' | 'ask';

/** What is followed, from where, and for whom. */
export interface Following {
  readonly sessionId: string;
  readonly filter: Filter;
  readonly beginning: Beginning;
  readonly owner: Owner;
}

/** Whether there is nothing new to tell. */
export function isSame(a: ConnectionState, b: ConnectionState): boolean {
  const fields = Object.entries(a).flat();
  const others = Object.entries(b).flat();
  return fields.length === others.length && fields.every((value, i) => value === others[i]);
}

/** Whoever calls `follow`: what it throws is not thrown at the one who calls it. */
export function ownerOf(options: FollowOptions): Owner {
  return {
    events: (events) => safely(() => options.onEvents(events)),
    reached: () => {},
    connection: (state) => safely(() => options.onConnection?.(state)),
    place: async (info) => (info === null ? null : ((await options.onResync?.(info)) ?? null)),
    end: (why) => safely(() => options.onEnd?.(why)),
  };
}

export function filterOf({tracks, types, minLogLevel, deltas}: FollowOptions): Filter {
  return {
    ...(tracks !== undefined && {tracks}),
    ...(types !== undefined && {types}),
    ...(minLogLevel !== undefined && {minLogLevel}),
    ...(deltas !== undefined && {deltas}),
  };
}
