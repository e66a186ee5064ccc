import type {Block} from '../blocks.js';
import {withDelta, withUpdates} from '../blocks.js';
import type {Envelope, JsonObject} from '../protocol.js';
import type {BlockState, Conversations, ConversationState, Place} from './state.js';

/** What a metadata update says that is counted elsewhere: see the usage ledger. */
const USAGE = new Set(['usage', 'costUSD']);
const KNOWN = new Set(['model', 'title', 'contextUsed', 'contextWindow', 'commands']);

/**
 * Folds events into conversations. What it changes it copies once, however many events there are:
 * a batch costs one copy of each conversation that it touches.
 *
 * A block's place is that of its first event. Events that break the block law change nothing: the
 * server checks the law before it writes, so these rules are the second line.
 */
export class ConversationsDraft {
  readonly #before: Conversations;
  #byId: Map<string, ConversationState> | undefined;
  #places: Map<string, Place>;
  #open: Set<string> | undefined;
  readonly #own = new Map<string, BlockState[]>();

  constructor(before: Conversations) {
    this.#before = before;
    this.#places = before.places;
  }

  done(): Conversations {
    return this.#byId === undefined && this.#open === undefined
      ? this.#before
      : {
          byId: this.#byId ?? this.#before.byId,
          places: this.#places,
          open: this.#open ?? this.#before.open,
        };
  }

  on(event: Envelope): void {
    const queryId = event.queryId ?? null;
    switch (event.type) {
      case 'session:block:start': {
        const {conversationId, block} = event.data;
        if (isBlock(block)) {
          this.#append(conversationId, {block, phase: 'open', queryId});
        }
        break;
      }
      case 'session:block:delta': {
        const {conversationId, blockId, delta} = event.data;
        if (typeof delta === 'string' && delta !== '') {
          this.#change(conversationId, blockId, (block) => withDelta(block, delta));
        }
        break;
      }
      case 'session:block:update': {
        const {conversationId, blockId, updates} = event.data;
        if (isObject(updates)) {
          this.#change(conversationId, blockId, (block) => withUpdates(block, updates));
        }
        break;
      }
      case 'session:block:complete': {
        const {conversationId, blockId, block} = event.data;
        if (isBlock(block) && block.id === blockId) {
          this.#complete(conversationId, block, queryId);
        }
        break;
      }
      case 'session:metadata:update': {
        const {conversationId, metadata} = event.data;
        if (typeof conversationId === 'string' && isObject(metadata)) {
          this.#metadata(conversationId, metadata);
        }
        break;
      }
    }
  }

  #append(conversationId: string, state: BlockState): void {
    const id = state.block.id;
    if (typeof conversationId !== 'string' || this.#place(id) !== undefined) {
      return;
    }
    const blocks = this.#blocks(conversationId);
    const place = {conversationId, index: blocks.length};
    blocks.push(state);
    this.#remember(id, place);
    if (state.phase === 'open') {
      this.#openIds().add(id);
    }
  }

  #change(conversationId: string, blockId: string, how: (block: Block) => Block): void {
    const place = this.#place(blockId);
    if (place === undefined || place.conversationId !== conversationId) {
      return;
    }
    const before = this.#conversation(conversationId).blocks[place.index]!;
    if (before.phase === 'complete') {
      return;
    }
    const block = how(before.block);
    if (block !== before.block) {
      this.#blocks(conversationId)[place.index] = {...before, block, phase: 'open'};
      if (before.phase === 'unknown') {
        this.#openIds().add(blockId);
      }
    }
  }

  #complete(conversationId: string, block: Block, queryId: string | null): void {
    const place = this.#place(block.id);
    if (place === undefined) {
      this.#append(conversationId, {block, phase: 'complete', queryId});
      return;
    }
    const before = this.#conversation(place.conversationId).blocks[place.index]!;
    if (
      place.conversationId === conversationId &&
      before.phase !== 'complete' &&
      before.block.type === block.type
    ) {
      this.#blocks(conversationId)[place.index] = {...before, block, phase: 'complete'};
      this.#openIds().delete(block.id);
    }
  }

  #metadata(conversationId: string, said: JsonObject): void {
    const metadata: JsonObject = {...this.#conversation(conversationId).metadata};
    for (const [field, value] of Object.entries(said)) {
      // A known field that says nothing leaves what was said before; others are kept as they are.
      if (!USAGE.has(field) && (value !== null || !KNOWN.has(field))) {
        metadata[field] = value;
      }
    }
    this.#set({...this.#conversation(conversationId), metadata});
  }

  #conversation(id: string): ConversationState {
    return (this.#byId ?? this.#before.byId).get(id) ?? {id, blocks: [], metadata: {}};
  }

  #set(conversation: ConversationState): void {
    this.#byId ??= new Map(this.#before.byId);
    this.#byId.set(conversation.id, conversation);
  }

  /** The blocks of a conversation, to be changed. */
  #blocks(conversationId: string): BlockState[] {
    let own = this.#own.get(conversationId);
    if (own === undefined) {
      const conversation = this.#conversation(conversationId);
      own = conversation.blocks.slice();
      this.#own.set(conversationId, own);
      this.#set({...conversation, blocks: own});
    }
    return own;
  }

  #openIds(): Set<string> {
    return (this.#open ??= new Set(this.#before.open));
  }

  #place(blockId: string): Place | undefined {
    const byId = this.#byId ?? this.#before.byId;
    return placeOf(byId, this.#places, blockId);
  }

  /** The index is shared by all states of one history, and copied where histories part. */
  #remember(id: string, place: Place): void {
    const said = this.#places.get(id);
    if (said === undefined) {
      this.#places.set(id, place);
    } else if (said.conversationId !== place.conversationId || said.index !== place.index) {
      this.#places = indexOf((this.#byId ?? this.#before.byId).values());
    }
  }
}

/** Where a block is; undefined if there is none, whatever the shared index says. */
export function placeOf(
  byId: ReadonlyMap<string, ConversationState>,
  places: ReadonlyMap<string, Place>,
  blockId: string,
): Place | undefined {
  const place = places.get(blockId);
  const isThere =
    place !== undefined &&
    byId.get(place.conversationId)?.blocks[place.index]?.block.id === blockId;
  return isThere ? place : undefined;
}

/** Where each block is. */
export function indexOf(conversations: Iterable<ConversationState>): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const {id, blocks} of conversations) {
    blocks.forEach(({block}, index) => places.set(block.id, {conversationId: id, index}));
  }
  return places;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBlock(value: unknown): value is Block {
  return isObject(value) && typeof value['id'] === 'string' && typeof value['type'] === 'string';
}
