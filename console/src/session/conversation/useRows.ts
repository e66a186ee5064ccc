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

const CHARS_PER_LINE = 96;

/** How high a line may be, in pixels, before anybody has seen it. */
export function estimate(row: Row, blocks: readonly BlockState[]): number {
  const {block} = blocks[row.index]!;
  if (row.kind === 'query') {
    return 34;
  }
  switch (block.type) {
    case 'assistant_text':
    case 'user_message': {
      const length = typeof block.content === 'string' ? block.content.length : 200;
      return 28 + 21 * Math.ceil(length / CHARS_PER_LINE);
    }
    case 'plan':
      return 60 + 23 * (block.entries?.length ?? 0);
    case 'tool_use':
      return block.kind === 'edit' || block.kind === 'execute' ? 220 : 46;
    default:
      return 44;
  }
}
