import type {SignalboxClient} from '@signalbox/client';
import {useClient} from '@signalbox/react';
import {useCallback, useEffect, useMemo, useState, useSyncExternalStore} from 'react';
import {useSearchParams} from 'wouter';
import {jump, type MarkKind} from './marks';
import {landing} from './landing';
import {nearest} from './moments';
import {Reading, type Journal, type Progress} from './reading';

const PAGE = 1000;

function journalOf(client: SignalboxClient, sessionId: string): Journal {
  return {
    session: () => client.sessions.get(sessionId),
    page: (after) => client.sessions.events(sessionId, {after, limit: PAGE}),
    follow: (after, epoch, {events, changed, ended}) =>
      client.follow(sessionId, {
        after,
        epoch,
        onEvents: events,
        onResync: changed,
        onEnd: ended,
      }),
  };
}

/** Reads a session's journal while the component is there. */
function useReading(sessionId: string): {reading: Reading; progress: Progress; reset(): void} {
  const client = useClient();
  const [turn, setTurn] = useState(0);
  const [reading, setReading] = useState(() => new Reading(journalOf(client, sessionId)));
  useEffect(() => {
    const own = new Reading(journalOf(client, sessionId));
    setReading(own);
    void own.read();
    return () => own.close();
  }, [client, sessionId, turn]);
  const progress = useSyncExternalStore(reading.subscribe, reading.progress, reading.progress);
  const reset = useCallback(() => setTurn((now) => now + 1), []);
  return {reading, progress, reset};
}

export interface Replay {
  readonly reading: Reading;
  readonly progress: Progress;
  /** Of the event that is shown; -1 while there is none. */
  readonly index: number;
  /** Why it is not the event that the address asks for. */
  readonly note: string | null;
  /** Whether the event that the address asks for has yet to be read. */
  readonly isAhead: boolean;
  /** Shows the event at an index, or the nearest that there is. */
  goTo(index: number): void;
  goToSeq(seq: number): void;
  /** Shows the next event of a kind, or with -1 the last one before. */
  jumpTo(kind: MarkKind, direction?: 1 | -1): void;
  /** Reads on, or again after a failure. */
  read(): void;
  /** Reads the journal anew from its beginning. */
  reset(): void;
}

/** A journal and the moment of it that is shown, which the address always says. */
export function useReplay(sessionId: string): Replay {
  const {reading, progress, reset} = useReading(sessionId);
  const [asked, ask] = useSeq();
  const {events} = reading.moments;
  const isWhole = progress.status !== 'reading';
  const {index, note, isAhead} = useMemo(
    () => landing(asked, events, isWhole),
    // The events grow in place; their count says when.
    [asked, events, isWhole, progress.count],
  );
  const goTo = useCallback(
    (to: number) => {
      const event = events[Math.min(Math.max(to, 0), events.length - 1)];
      if (event !== undefined) {
        ask(String(event.seq));
      }
    },
    [events, ask],
  );
  return {
    reading,
    progress,
    index,
    note,
    isAhead,
    goTo,
    goToSeq: (seq) => goTo(nearest(events, seq)),
    jumpTo: (kind, direction = 1) => {
      const mark = jump(reading.marks, kind, index, direction);
      if (mark !== null) {
        goTo(mark.index);
      }
    },
    read: () => void reading.read(),
    reset,
  };
}

/** Browsers refuse to change the address more than about ten times a second. */
const ADDRESS_MS = 250;

/** `?seq=` of the address. What is asked for shows at once, and in the address a moment later. */
function useSeq(): [string | null, (seq: string) => void] {
  const [params, setParams] = useSearchParams();
  const inAddress = params.get('seq');
  const [own, setOwn] = useState<{seq: string; instead: string | null} | null>(null);
  useEffect(() => {
    if (own === null || own.seq === inAddress) {
      return undefined;
    }
    const timer = setTimeout(() => setParams({seq: own.seq}, {replace: true}), ADDRESS_MS);
    return () => clearTimeout(timer);
  }, [own, inAddress, setParams]);
  // An address that was changed by others, as by the way back, goes before what was asked here.
  const isOwn = own !== null && (inAddress === own.instead || inAddress === own.seq);
  const ask = useCallback((seq: string) => setOwn({seq, instead: inAddress}), [inAddress]);
  return [isOwn ? own.seq : inAddress, ask];
}
