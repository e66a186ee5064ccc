import {
  MAIN,
  usageByConversation,
  type BlockState,
  type ConversationMetadata,
  type SessionView,
  type Usage,
} from '@signalbox/client';
import {useMemo} from 'react';
import {isSame, steady} from './same.js';
import {useSelected} from './slot.js';
import {useSessionSlot} from './useSession.js';

export interface UseConversation {
  /** In the order of their first events. A block that did not change stays the same object. */
  readonly blocks: readonly BlockState[];
  readonly metadata: ConversationMetadata;
  /** Of this conversation; null before it used anything. */
  readonly usage: Usage | null;
  /** Of all conversations of the session, in the order in which they began. */
  readonly conversationIds: readonly string[];
}

const NO_BLOCKS: readonly BlockState[] = [];
const NO_METADATA: ConversationMetadata = {};
const NO_IDS: readonly string[] = [];

/** What was said and done in a conversation: the main one, or that of a subagent. */
export function useConversation(sessionId: string, conversationId = MAIN): UseConversation {
  const select = useMemo(() => selectConversation(conversationId), [conversationId]);
  return useSelected(useSessionSlot(sessionId), select);
}

/** The parts are steady by themselves, so that the whole is compared without a look into blocks. */
function selectConversation(conversationId: string): (view: SessionView) => UseConversation {
  const ledgerOf = ({state}: SessionView) => state?.usage ?? null;
  const usages = steady((ledger: ReturnType<typeof ledgerOf>) =>
    ledger === null ? null : usageByConversation(ledger),
  );
  const usageOf = steady(
    (view: SessionView): Usage | null => usages(ledgerOf(view))?.get(conversationId) ?? null,
    isSame,
  );
  const idsOf = steady(
    ({state}: SessionView) => (state === null ? NO_IDS : [...state.conversations.byId.keys()]),
    isSame,
  );
  return steady((view) => {
    const conversation = view.state?.conversations.byId.get(conversationId);
    return {
      blocks: conversation?.blocks ?? NO_BLOCKS,
      metadata: conversation?.metadata ?? NO_METADATA,
      usage: usageOf(view),
      conversationIds: idsOf(view),
    };
  }, isOfSameParts);
}

function isOfSameParts(a: UseConversation, b: UseConversation): boolean {
  return (
    a.blocks === b.blocks &&
    a.metadata === b.metadata &&
    a.usage === b.usage &&
    a.conversationIds === b.conversationIds
  );
}
