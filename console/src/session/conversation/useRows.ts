import type {BlockState} from '@signalbox/client';
import {useEffect, useMemo, useRef} from 'react';
import {rowsOf, type Row} from './rows';

/** The lines of the blocks; going on from those shown last is cheap. */
export function useRows(blocks: readonly BlockState[]): readonly Row[] {
  const shown = useRef(rowsOf([]));
  const rows = useMemo(() => rowsOf(blocks, shown.current), [blocks]);
  useEffect(() => {
    shown.current = rows;
  }, [rows]);
  return rows.rows;
}

const CHARS_PER_LINE = 110;
const LINE_PX = 21;

/** How high a line may be, in pixels, before anybody has seen it. */
export function estimate(row: Row, blocks: readonly BlockState[]): number {
  const {block} = blocks[row.index]!;
  if (row.kind === 'query') {
    return 30;
  }
  switch (block.type) {
    case 'assistant_text':
      return LINE_PX * linesOf(block.content);
    case 'user_message':
      return 16 + LINE_PX * linesOf(block.content);
    case 'thinking':
      return 32;
    case 'plan':
      return 42 + 24 * (block.entries?.length ?? 0);
    case 'tool_use':
      return block.kind === 'edit' || block.kind === 'execute' ? 240 : 34;
    case 'subagent':
      return 64;
    default:
      return 34;
  }
}

function linesOf(content: unknown): number {
  return typeof content === 'string' ? Math.max(1, Math.ceil(content.length / CHARS_PER_LINE)) : 2;
}
