import type {ConversationState, Place, Subagent} from '@signalbox/client';

type ById = ReadonlyMap<string, ConversationState>;

/** Remembers where the blocks of subagents are, so that they are looked for once. */
export class Subagents {
  readonly #places = new Map<string, Place>();

  /** The block that started a conversation; null if there is none. */
  of(byId: ById, conversationId: string): Subagent | null {
    const place = this.#places.get(conversationId);
    const known = place && at(byId, place);
    if (known?.subagentId === conversationId) {
      return known;
    }
    const found = find(byId, conversationId);
    if (found === null) {
      return null;
    }
    this.#places.set(conversationId, found);
    return at(byId, found);
  }
}

function at(byId: ById, {conversationId, index}: Place): Subagent | null {
  const block = byId.get(conversationId)?.blocks[index]?.block;
  return block?.type === 'subagent' ? block : null;
}

function find(byId: ById, wanted: string): Place | null {
  for (const {id, blocks} of byId.values()) {
    const index = blocks.findLastIndex(
      ({block}) => block.type === 'subagent' && block.subagentId === wanted,
    );
    if (index >= 0) {
      return {conversationId: id, index};
    }
  }
  return null;
}
