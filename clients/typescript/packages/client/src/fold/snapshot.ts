import {outlivesItsQuery} from '../blocks.js';
import type {Envelope, EventData, Page, RuntimeState, Snapshot} from '../protocol.js';
import {ConversationsDraft, indexOf, placeOf} from './conversations.js';
import type {BlockState, ConversationState, QueuedMessage, SessionState} from './state.js';
import {MAIN, emptyState} from './state.js';
import {ledgerOf, totalUsage, usageByConversation} from './usage.js';

/** The block, or undefined if no event was about it. */
export function blockOf(state: SessionState, blockId: string): BlockState | undefined {
  const {byId, places} = state.conversations;
  const place = placeOf(byId, places, blockId);
  return place && byId.get(place.conversationId)!.blocks[place.index];
}

/** Subagents and background tools at work outside the active query. */
export function backgroundTasks(state: SessionState): number {
  let count = 0;
  for (const id of state.conversations.open) {
    const block = blockOf(state, id);
    const isOutside = state.activeQuery === null || block?.queryId !== state.activeQuery.queryId;
    if (block !== undefined && isOutside && outlivesItsQuery(block.block)) {
      count++;
    }
  }
  return count;
}

/**
 * The runtime state that `session:status`, REST and snapshots show.
 *
 * @param isLoaded whether a server holds the session in memory, which no event says
 */
export function runtimeOf(state: SessionState, isLoaded: boolean): RuntimeState {
  const {activeQuery, executionEnvironment, permissions} = state;
  const background = backgroundTasks(state);
  return {
    isLoaded,
    executionEnvironment,
    ...(activeQuery && {
      activeQuery: {startedAt: activeQuery.startedAt, queryId: activeQuery.queryId},
    }),
    queue: state.queue.map(({queryId, queuedAt}) => ({queryId, queuedAt})),
    pendingPermissions: [...permissions.pending.keys()],
    ...(background > 0 && {backgroundTasks: background}),
  };
}

/** What `GET …/snapshot` shows. */
export function snapshotOf(
  state: SessionState,
  sessionId: string,
  epoch: number,
  isLoaded: boolean,
): Snapshot {
  const totals = usageByConversation(state.usage);
  const conversations: Snapshot['conversations'] = {};
  for (const {id, blocks, metadata} of state.conversations.byId.values()) {
    const usage = totals.get(id);
    const {model, title, contextUsed, contextWindow} = metadata;
    conversations[id] = {
      blocks: blocks.map(({block}) => block),
      ...(usage !== undefined && {usage}),
      ...(model !== undefined && {model}),
      ...(title !== undefined && {title}),
      ...(contextUsed !== undefined && {contextUsed}),
      ...(contextWindow !== undefined && {contextWindow}),
    };
  }
  const runtime = runtimeOf(state, isLoaded);
  return {
    sessionId,
    asOfSeq: state.seq,
    epoch,
    conversations,
    usage: totalUsage(state.usage),
    queue: runtime.queue,
    pendingPermissions: [...state.permissions.pending.values()],
    permissionGrants: [...state.permissions.grants.values()],
    options: state.options,
    runtime,
  };
}

/** What a snapshot leaves out and {@link stateOf} wants to know: events of these types. */
export const RECALLED = ['session:metadata:update', 'session:query:queued'] as const;

/**
 * The state that a snapshot shows. A snapshot does not say everything: which of its blocks are
 * open, what the active query has used, what waits in the queue.
 *
 * @param recalled events of the types {@link RECALLED} up to the snapshot's `asOfSeq`, the newest
 *     ones at least, in any order. Without them what the active query uses may be counted twice.
 */
export function stateOf(snapshot: Snapshot, recalled: readonly Envelope[] = []): SessionState {
  const known = recalled
    .filter((event) => event.seq <= snapshot.asOfSeq)
    .sort((a, b) => a.seq - b.seq);
  const {runtime} = snapshot;
  const byId = new Map(
    Object.entries(snapshot.conversations).map(([id, view]) => [id, conversationOf(id, view)]),
  );
  const usage = new Map(
    Object.entries(snapshot.conversations).flatMap(([id, view]) =>
      view.usage === undefined ? [] : [[id, view.usage] as const],
    ),
  );
  const queryId = runtime.activeQuery?.queryId ?? null;
  const open = openBlocks(byId, queryId, runtime.backgroundTasks ?? 0);
  const draft = new ConversationsDraft({byId, places: indexOf(byId.values()), open});
  known.forEach((event) => draft.on(event));
  const conversations = draft.done();
  return {
    ...emptyState(),
    seq: snapshot.asOfSeq,
    options: snapshot.options,
    conversations: {...conversations, byId: withViews(conversations.byId, byId)},
    usage: ledgerOf(usage, known),
    queue: snapshot.queue.map((one) => queuedOf(one, known)),
    permissions: {
      pending: new Map(snapshot.pendingPermissions.map((one) => [one.requestId, one])),
      resolved: new Map(),
      grants: new Map(snapshot.permissionGrants.map((one) => [one.id, one])),
    },
    executionEnvironment: runtime.executionEnvironment,
    activeQuery: runtime.activeQuery ?? null,
  };
}

function conversationOf(
  id: string,
  {blocks, usage: _, ...metadata}: Snapshot['conversations'][string],
): ConversationState {
  const states = blocks.map((block) => ({block, phase: 'complete', queryId: null}) as const);
  return {id, blocks: states, metadata};
}

/** What a snapshot says of a conversation goes before what was recalled of it. */
function withViews(
  recalled: ReadonlyMap<string, ConversationState>,
  views: ReadonlyMap<string, ConversationState>,
): Map<string, ConversationState> {
  const merged = new Map(recalled);
  for (const [id, view] of views) {
    const {metadata} = recalled.get(id)!;
    merged.set(id, {...view, metadata: {...metadata, ...view.metadata}});
  }
  return merged;
}

/**
 * Marks the blocks that may be open. By the block law these are blocks of the active query, which
 * are behind the last message of the user, and as many that outlive their query as the snapshot
 * counts background tasks.
 */
function openBlocks(
  byId: Map<string, ConversationState>,
  queryId: string | null,
  backgroundCount: number,
): Set<string> {
  const open = new Set<string>();
  const older: [BlockState[], number][] = [];
  const active: [BlockState[], number][] = [];
  for (const [id, conversation] of byId) {
    const blocks = conversation.blocks.slice();
    const last = id === MAIN ? blocks.findLastIndex(isOfUser) : -1;
    blocks.forEach(({block}, index) => {
      const isActive = queryId !== null && index > last;
      if (isActive) {
        blocks[index] = {block, phase: 'unknown', queryId};
      }
      if (outlivesItsQuery(block) && block.incomplete === undefined) {
        (isActive ? active : older).push([blocks, index]);
      }
    });
    byId.set(id, {...conversation, blocks});
  }
  const outside = backgroundCount > 0 ? older.slice(-backgroundCount) : [];
  outside.push(...active.splice(0, backgroundCount - outside.length));
  for (const [blocks, index] of outside) {
    const {block} = blocks[index]!;
    blocks[index] = {block, phase: 'unknown', queryId: null};
    open.add(block.id);
  }
  for (const [blocks, index] of active) {
    open.add(blocks[index]!.block.id);
  }
  return open;
}

function isOfUser({block}: BlockState): boolean {
  return block.type === 'user_message';
}

function queuedOf(
  {queryId, queuedAt}: {queryId: string; queuedAt: number},
  known: readonly Envelope[],
): QueuedMessage {
  for (const event of known) {
    if (event.type === 'session:query:queued' && event.data.queryId === queryId) {
      const {content, messageId, by} = event.data;
      return {
        queryId,
        queuedAt,
        ...(content !== undefined && {content}),
        ...(messageId !== undefined && {messageId}),
        ...(by !== undefined && {by}),
      };
    }
  }
  return {queryId, queuedAt};
}

/** What {@link stateOf} wants to know: one page of what was said last. */
export async function recall(
  list: (query: {
    types: readonly (keyof EventData)[];
    order: 'desc';
    limit: number;
  }) => Promise<Page<Envelope>>,
): Promise<Envelope[]> {
  return (await list({types: RECALLED, order: 'desc', limit: 1000})).items;
}
