import {parsePatch, structuredPatch} from 'diff';

/** One line of a diff. Numbers count from 1; a line has none on the side where it is not. */
export interface DiffLine {
  readonly sign: ' ' | '+' | '-';
  readonly old: number | null;
  readonly now: number | null;
  readonly text: string;
}

export interface Diff {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly (readonly DiffLine[])[];
  /** What could not be read as a diff, or is too different to compare: shown as it is. */
  readonly plain: string | null;
}

export interface Change {
  readonly path: string;
  readonly oldText?: string;
  readonly newText?: string;
  readonly diff?: string;
}

interface Hunk {
  oldStart: number;
  newStart: number;
  lines: string[];
}

/** Comparing gives up here, in edits and in ms, rather than hold up the page. */
const MOST_EDITS = 4000;
const LONGEST_MS = 200;

/** @param line where in the file the old text begins, if that is known */
export function diffOf(change: Change, line = 1): Diff {
  const hunks = change.diff === undefined ? compare(change, line - 1) : parse(change.diff);
  if (hunks === null) {
    const plain = change.diff ?? change.newText ?? change.oldText ?? '';
    return {path: change.path, added: 0, removed: 0, hunks: [], plain};
  }
  const lines = hunks.map(linesOf);
  const count = (sign: string) => lines.flat().filter((one) => one.sign === sign).length;
  return {path: change.path, added: count('+'), removed: count('-'), hunks: lines, plain: null};
}

function compare({oldText = '', newText = ''}: Change, offset: number): Hunk[] | null {
  const options = {context: 3, maxEditLength: MOST_EDITS, timeout: LONGEST_MS};
  const patch = structuredPatch('', '', oldText, newText, '', '', options);
  return (
    patch?.hunks.map((hunk) => ({
      lines: hunk.lines,
      oldStart: hunk.oldStart + offset,
      newStart: hunk.newStart + offset,
    })) ?? null
  );
}

function parse(diff: string): Hunk[] | null {
  try {
    const hunks = parsePatch(diff).flatMap((patch) => patch.hunks);
    return hunks.length > 0 ? hunks : null;
  } catch {
    return parseLoosely(diff);
  }
}

/** Agents miscount the lines of a hunk; its lines are right all the same. */
function parseLoosely(diff: string): Hunk[] | null {
  const hunks: Hunk[] = [];
  for (const line of diff.split('\n')) {
    const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (head !== null) {
      hunks.push({oldStart: Number(head[1]), newStart: Number(head[2]), lines: []});
    } else if (/^[ +\-\\]/.test(line)) {
      hunks.at(-1)?.lines.push(line);
    }
  }
  return hunks.length > 0 ? hunks : null;
}

function linesOf({oldStart, newStart, lines}: Hunk): DiffLine[] {
  let old = oldStart;
  let now = newStart;
  const out: DiffLine[] = [];
  for (const line of lines) {
    const text = line.slice(1);
    if (line.startsWith('+')) {
      out.push({sign: '+', old: null, now: now++, text});
    } else if (line.startsWith('-')) {
      out.push({sign: '-', old: old++, now: null, text});
    } else if (!line.startsWith('\\')) {
      out.push({sign: ' ', old: old++, now: now++, text});
    }
  }
  return out;
}
