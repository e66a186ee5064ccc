import type {BlockState} from '@signalbox/client';
import type {Row} from './rows';
import {findableText} from './says';

/** The lines in which a text stands, in capitals or not; none for an empty text. */
export function find(rows: readonly Row[], blocks: readonly BlockState[], text: string): Row[] {
  const wanted = text.toLowerCase();
  if (wanted === '') {
    return [];
  }
  const has = (index: number) => findableText(blocks[index]!.block).includes(wanted);
  return rows.filter(
    (row) =>
      row.kind !== 'query' &&
      (has(row.index) || (row.kind === 'tool' && row.result !== null && has(row.result))),
  );
}
