import type {Block} from '../blocks.js';
import type {
  By,
  EventData,
  Grant,
  JsonObject,
  PermissionRequest,
  RuntimeState,
  Usage,
} from '../protocol.js';

/** The id of the conversation with the user; the others are those of subagents. */
export const MAIN = 'main';

/** What `session:created` said. */
export interface Creation {
  readonly agent: string;
  readonly environment: string;
  readonly name?: string;
  readonly metadata?: JsonObject;
  readonly by: By;
  /** Milliseconds since the epoch, like all times of the state. */
  readonly createdAt: number;
}

/** One block as it stands now. */
export interface BlockState {
  readonly block: Block;
  /**
   * `open` takes deltas and updates, `complete` never changes again. `unknown` is what a snapshot
   * leaves open: it does not say which of its blocks are complete.
   */
  readonly phase: 'open' | 'complete' | 'unknown';
  /** The query of its first event; null outside a query, and where a snapshot does not say. */
  readonly queryId: string | null;
}

/** What is known of a conversation besides its blocks, each as it was said last. */
export interface ConversationMetadata {
  readonly model?: string;
  readonly title?: string;
  readonly contextUsed?: number;
  readonly contextWindow?: number;
  readonly commands?: unknown;
  readonly [field: string]: unknown;
}

/** One conversation: the main one, or a subagent's. */
export interface ConversationState {
  readonly id: string;
  /** In the order of their first events. */
  readonly blocks: readonly BlockState[];
  readonly metadata: ConversationMetadata;
}

/** Where a block is. */
export interface Place {
  readonly conversationId: string;
  readonly index: number;
}

export interface Conversations {
  /** In the order in which they began. */
  readonly byId: ReadonlyMap<string, ConversationState>;
  /** Shared by all states of one history; what it says holds only if the block is there. */
  readonly places: Map<string, Place>;
  /** Ids of the blocks that are not complete, in the order in which they began. */
  readonly open: ReadonlySet<string>;
}

/** Tokens and money of one query in one conversation. */
export interface Spent {
  readonly conversationId: string;
  readonly usage?: Partial<Usage>;
  readonly costUSD?: number;
}

/**
 * What was used, without counting anything twice: one entry for each query and conversation, in
 * which the last update wins. `base` is what a snapshot counted before the entries, by conversation.
 */
export interface UsageLedger {
  readonly base: ReadonlyMap<string, Usage>;
  readonly entries: ReadonlyMap<string, Spent>;
}

/** A message that waits for its turn. A snapshot does not say more than `queryId` and `queuedAt`. */
export interface QueuedMessage {
  readonly queryId: string;
  readonly queuedAt: number;
  readonly content?: EventData['session:query:queued']['content'];
  readonly messageId?: string;
  readonly by?: By;
}

/** A permission request that no longer waits. */
export interface ResolvedPermission {
  readonly request: PermissionRequest;
  readonly answer: EventData['session:permission:resolved'];
  readonly resolvedAt: number;
}

export interface Permissions {
  /** By id, the oldest first. */
  readonly pending: ReadonlyMap<string, PermissionRequest>;
  readonly resolved: ReadonlyMap<string, ResolvedPermission>;
  /** By id, the oldest first. */
  readonly grants: ReadonlyMap<string, Grant>;
}

/** The query that is running. */
export interface ActiveQuery {
  readonly queryId: string;
  readonly startedAt: number;
  readonly origin?: string;
  readonly by?: By;
}

/**
 * Everything that a session's events add up to. Immutable: each event gives a new state, which
 * shares with the one before all that did not change.
 */
export interface SessionState {
  /** Of the last event folded; 0 before the first. */
  readonly seq: number;
  /** Null before `session:created`, and in a state that began with a snapshot. */
  readonly created: Creation | null;
  readonly options: JsonObject;
  readonly conversations: Conversations;
  readonly usage: UsageLedger;
  /** The next to run first. */
  readonly queue: readonly QueuedMessage[];
  readonly permissions: Permissions;
  /** Which query a message became, by `messageId`. */
  readonly messages: ReadonlyMap<string, string>;
  /** Is the place healthy? Null until the session's first one. */
  readonly executionEnvironment: RuntimeState['executionEnvironment'];
  /** Is work in progress? */
  readonly activeQuery: ActiveQuery | null;
}

/** Before the first event. */
export function emptyState(): SessionState {
  return {
    seq: 0,
    created: null,
    options: {},
    conversations: {
      byId: new Map([[MAIN, {id: MAIN, blocks: [], metadata: {}}]]),
      places: new Map(),
      open: new Set(),
    },
    usage: {base: new Map(), entries: new Map()},
    queue: [],
    permissions: {pending: new Map(), resolved: new Map(), grants: new Map()},
    messages: new Map(),
    executionEnvironment: null,
    activeQuery: null,
  };
}
