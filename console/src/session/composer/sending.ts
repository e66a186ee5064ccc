import type {SessionState} from '@signalbox/client';

/** A message that was sent and is not yet among the blocks. */
export interface Sent {
  readonly id: number;
  readonly text: string;
  /** What it became; null until the server took it. */
  readonly queryId: string | null;
}

/** How many blocks from the end are looked at: the message stands near the end if it just came. */
const RECENT = 200;

/** Whether a message is to be seen elsewhere: in the queue, or among the blocks. */
export function hasCome({queryId}: Sent, state: SessionState): boolean {
  if (queryId === null) {
    return false;
  }
  if (state.queue.some((one) => one.queryId === queryId)) {
    return true;
  }
  const blocks = state.conversations.byId.get('main')?.blocks ?? [];
  for (let at = blocks.length - 1; at >= Math.max(0, blocks.length - RECENT); at--) {
    const {block, queryId: of} = blocks[at]!;
    if (of === queryId && block.type === 'user_message') {
      return true;
    }
  }
  return false;
}
