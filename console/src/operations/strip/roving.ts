import type {Span, Spans} from '../spans';

/** What tells a span from all others, also after it has grown. */
export function keyOf(span: Span): string {
  return `${span.line}-${span.kind}-${span.seq}`;
}

/** What the strip shows: the spans of each line, from left to right. */
export type Shown = Spans;

/**
 * Where a key leads from a span: left and right within its line, up and down to what was at the same
 * time in the other one. Null where it leads nowhere.
 */
export function moved(shown: Shown, from: Span, key: string): Span | null {
  const line: readonly Span[] = shown[from.line];
  const at = line.findIndex((span) => keyOf(span) === keyOf(from));
  switch (key) {
    case 'ArrowLeft':
      return line[at - 1] ?? null;
    case 'ArrowRight':
      return line[at + 1] ?? null;
    case 'Home':
      return line[0] ?? null;
    case 'End':
      return line.at(-1) ?? null;
    case 'ArrowUp':
      return from.line === 'query' ? atTheTime(shown.environment, from) : null;
    case 'ArrowDown':
      return from.line === 'environment' ? atTheTime(shown.query, from) : null;
    default:
      return null;
  }
}

function atTheTime(line: readonly Span[], of: Span): Span | null {
  const overlaps = line.findLast((span) => span.from <= of.to && span.to >= of.from);
  return overlaps ?? line.findLast((span) => span.from <= of.to) ?? line[0] ?? null;
}
