import type {Envelope} from '@signalbox/client';

/** What changes one of the two machines, or says why it did. */
export const TIMELINE_TYPES = [
  'session:status',
  'session:error',
  'session:query:queued',
  'session:query:started',
  'session:query:ended',
  'session:permission:requested',
  'session:permission:resolved',
] as const;

export type TimelineEvent = Extract<Envelope, {type: (typeof TIMELINE_TYPES)[number]}>;

export function isTimelineEvent(event: Envelope): event is TimelineEvent {
  return (TIMELINE_TYPES as readonly string[]).includes(event.type);
}

/**
 * Two lists of one session's events as one, in the order of `seq`, each event once. Either may be in
 * any order; the same list comes back where there is nothing new.
 */
export function merged<E extends {readonly seq: number}>(
  known: readonly E[],
  more: readonly E[],
): readonly E[] {
  const seqs = new Set(known.map((event) => event.seq));
  const added = more.filter((event) => !seqs.has(event.seq) && seqs.add(event.seq));
  if (added.length === 0) {
    return known;
  }
  return [...known, ...added].sort((a, b) => a.seq - b.seq);
}
