import type {BlockState} from '@signalbox/client';

/** One line of the list. Indexes are those of the blocks. */
export type Row =
  /** Before the first block of a query. `queryId` is null where a snapshot does not say it. */
  | {
      readonly kind: 'query';
      readonly key: string;
      readonly index: number;
      readonly queryId: string | null;
    }
  | {readonly kind: 'block'; readonly key: string; readonly index: number}
  /** A tool call together with its result; `result` is null as long as there is none. */
  | {
      readonly kind: 'tool';
      readonly key: string;
      readonly index: number;
      readonly result: number | null;
    };

/** The lines of a list of blocks, and what is needed to go on from there. */
export interface Rows {
  readonly blocks: readonly BlockState[];
  readonly rows: readonly Row[];
  /** Which row has the tool call, by `toolUseId`. Shared by what grew out of one another. */
  readonly calls: Map<string, number>;
  readonly queryId: string | null;
}

const EMPTY: Rows = {blocks: [], rows: [], calls: new Map(), queryId: null};

/**
 * The lines to show. Going on from the lines before costs as much as was added; blocks that only
 * changed their text change no line, and give these very rows.
 */
export function rowsOf(blocks: readonly BlockState[], before: Rows = EMPTY): Rows {
  if (blocks === before.blocks) {
    return before;
  }
  if (!isContinued(blocks, before.blocks)) {
    return grow(blocks, {...EMPTY, calls: new Map()});
  }
  return blocks.length === before.blocks.length ? {...before, blocks} : grow(blocks, before);
}

/** Whether the blocks are those before with more behind them, as far as lines are concerned. */
function isContinued(blocks: readonly BlockState[], before: readonly BlockState[]): boolean {
  return (
    blocks.length >= before.length &&
    before.every((old, index) => {
      const now = blocks[index]!;
      return (
        now === old ||
        (now.block.id === old.block.id &&
          now.block.type === old.block.type &&
          isHidden(now) === isHidden(old))
      );
    })
  );
}

/** The agent started over: what it said before is not shown. */
function isHidden({block}: BlockState): boolean {
  return block.incomplete === 'withdrawn';
}

function grow(blocks: readonly BlockState[], before: Rows): Rows {
  const rows = before.rows.slice();
  const {calls} = before;
  let {queryId} = before;
  for (let index = before.blocks.length; index < blocks.length; index++) {
    const state = blocks[index]!;
    if (isHidden(state)) {
      continue;
    }
    const {block} = state;
    if (startsQuery(state, queryId, rows)) {
      rows.push({kind: 'query', key: `query ${block.id}`, index, queryId: state.queryId});
    }
    queryId = state.queryId ?? (block.type === 'user_message' ? null : queryId);
    const last = rows.at(-1);
    if (block.type === 'tool_use') {
      calls.set(block.toolUseId, rows.length);
      rows.push({kind: 'tool', key: block.id, index, result: null});
    } else if (block.type === 'tool_result' && answer(rows, blocks, calls, index)) {
      continue;
    } else {
      rows.push({kind: 'block', key: block.id, index});
    }
    adopt(rows, last, state.queryId);
  }
  return {blocks, rows, calls, queryId};
}

/** A message of the user does; so does the first block of a query that the agent began itself. */
function startsQuery(
  {block, queryId}: BlockState,
  before: string | null,
  rows: readonly Row[],
): boolean {
  if (block.type === 'user_message') {
    return true;
  }
  const isOther = queryId !== null && queryId !== before && rows.length > 0;
  // A snapshot does not say the query of a message, but that of what stands right behind it.
  return isOther && !(before === null && rows.at(-2)?.kind === 'query');
}

/** The block right behind a message whose query is not known says which it is. */
function adopt(rows: Row[], last: Row | undefined, queryId: string | null): void {
  const at = rows.length - 3;
  const header = rows[at];
  if (
    queryId !== null &&
    header?.kind === 'query' &&
    header.queryId === null &&
    rows.at(-2) === last
  ) {
    rows[at] = {...header, queryId};
  }
}

/** Puts a result to its call; false if there is none, or it has one. */
function answer(
  rows: Row[],
  blocks: readonly BlockState[],
  calls: ReadonlyMap<string, number>,
  index: number,
): boolean {
  const id = blocks[index]!.block['toolUseId'];
  const at = typeof id === 'string' ? calls.get(id) : undefined;
  const call = at === undefined ? undefined : rows[at];
  if (
    at === undefined ||
    call?.kind !== 'tool' ||
    call.result !== null ||
    blocks[call.index]!.block['toolUseId'] !== id
  ) {
    return false;
  }
  rows[at] = {...call, result: index};
  return true;
}
