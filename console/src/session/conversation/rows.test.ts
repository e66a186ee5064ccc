import type {Block, BlockState} from '@signalbox/client';
import {describe, expect, it} from 'vitest';
import {rowsOf, type Row} from './rows';

function block(id: string, more: object, queryId: string | null = 'q1'): BlockState {
  return {block: {id, ...more} as unknown as Block, phase: 'complete', queryId};
}
const user = (id: string, queryId: string | null = 'q1') =>
  block(id, {type: 'user_message', content: 'Hi'}, queryId);
const text = (id: string, queryId: string | null = 'q1', more = {}) =>
  block(id, {type: 'assistant_text', content: id, ...more}, queryId);
const call = (id: string, queryId: string | null = 'q1') =>
  block(id, {type: 'tool_use', toolUseId: `t-${id}`, toolName: 'Bash'}, queryId);
const result = (id: string, of: string, queryId: string | null = 'q1') =>
  block(id, {type: 'tool_result', toolUseId: `t-${of}`, isError: false}, queryId);

const said = (rows: readonly Row[]) =>
  rows.map((row) =>
    row.kind === 'query'
      ? `query ${row.queryId}`
      : row.kind === 'tool'
        ? `tool ${row.index}+${row.result}`
        : `block ${row.index}`,
  );

describe('rowsOf', () => {
  it('shows a call and its result as one, whatever came between', () => {
    const blocks = [user('u'), call('a'), call('b'), result('rb', 'b'), result('ra', 'a')];
    expect(said(rowsOf(blocks).rows)).toEqual(['query q1', 'block 0', 'tool 1+4', 'tool 2+3']);
  });

  it('shows a result by itself when its call is not there, or has one', () => {
    const blocks = [result('lone', 'x'), call('a'), result('r1', 'a'), result('r2', 'a')];
    expect(said(rowsOf(blocks).rows)).toEqual(['block 0', 'tool 1+2', 'block 3']);
  });

  it('leaves out what the agent withdrew, even when that is said late', () => {
    const before = rowsOf([user('u'), text('a'), text('b')]);
    const after = rowsOf(
      [user('u'), text('a', 'q1', {incomplete: 'withdrawn'}), text('b')],
      before,
    );
    expect(said(after.rows)).toEqual(['query q1', 'block 0', 'block 2']);
  });

  it('goes on as if it had begun with all of them', () => {
    const all = [
      user('u1', null),
      text('a', null),
      user('u2', null),
      call('c', 'q2'),
      text('b', 'q2'),
      result('rc', 'c', 'q2'),
      text('own', 'q3'),
      user('u4', 'q4'),
    ];
    let grown = rowsOf([]);
    for (let count = 1; count <= all.length; count++) {
      grown = rowsOf(all.slice(0, count), grown);
    }
    expect(grown.rows).toEqual(rowsOf(all).rows);
    expect(said(grown.rows)).toEqual([
      'query null',
      'block 0',
      'block 1',
      'query q2',
      'block 2',
      'tool 3+5',
      'block 4',
      'query q3',
      'block 6',
      'query q4',
      'block 7',
    ]);
  });

  it('gives the very same rows when only texts changed', () => {
    const before = rowsOf([user('u'), text('a')]);
    const after = rowsOf([user('u'), text('a', 'q1', {content: 'longer'})], before);
    expect(after.rows).toBe(before.rows);
  });

  it('shows an earlier moment again after a later one', () => {
    const early = [user('u'), call('a')];
    const late = rowsOf([...early, result('r', 'a')], rowsOf(early));
    expect(said(rowsOf(early, late).rows)).toEqual(['query q1', 'block 0', 'tool 1+null']);
  });
});
