import type {Envelope} from '@signalbox/client';

/** What one jumps to. */
export type MarkKind = 'error' | 'permission' | 'query';

export interface Mark {
  readonly kind: MarkKind;
  /** Of its event among those that were read. */
  readonly index: number;
  readonly seq: number;
}

/** What is worth a mark on the track; null for most events. */
export function markOf(event: Envelope): MarkKind | null {
  switch (event.type) {
    case 'session:error':
      return 'error';
    case 'session:permission:requested':
      return 'permission';
    case 'session:query:started':
      return 'query';
    default:
      return null;
  }
}

/** The marks of events that begin at index `from`. */
export function marksOf(events: readonly Envelope[], from = 0): Mark[] {
  const found: Mark[] = [];
  for (let index = from; index < events.length; index++) {
    const kind = markOf(events[index]!);
    if (kind !== null) {
      found.push({kind, index, seq: events[index]!.seq});
    }
  }
  return found;
}

/** The next mark of a kind after an event, or the last one before it; null where there is none. */
export function jump(
  marks: readonly Mark[],
  kind: MarkKind,
  index: number,
  direction: 1 | -1 = 1,
): Mark | null {
  const fits = (mark: Mark) =>
    mark.kind === kind && (direction === 1 ? mark.index > index : mark.index < index);
  return (direction === 1 ? marks.find(fits) : marks.findLast(fits)) ?? null;
}

/** Where marks of a kind are to be drawn. */
export interface Place {
  readonly kind: MarkKind;
  /** 0 to 1 of the track. */
  readonly at: number;
}

/** Marks as places on a track from `seq` 1 to `last`, with one for those that would cover each other. */
export function places(marks: readonly Mark[], last: number, most = 300): Place[] {
  const seen = new Set<string>();
  const found: Place[] = [];
  for (const {kind, seq} of marks) {
    const slot = last <= 1 ? 0 : Math.round(((seq - 1) / (last - 1)) * most);
    const key = `${kind} ${slot}`;
    if (!seen.has(key)) {
      seen.add(key);
      found.push({kind, at: slot / most});
    }
  }
  return found;
}
