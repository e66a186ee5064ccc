import type {BlockState, ConversationState} from '@signalbox/client';
import {memo} from 'react';
import {ErrorView, LoneResultView, PlanView, SystemView, UnknownView} from './blocks/Others';
import {SubagentCard} from './blocks/SubagentCard';
import {AssistantTextView, ThinkingView, UserMessageView} from './blocks/Texts';
import {ToolCard} from './blocks/ToolCard';
import type {Query} from './queries';
import {QueryHeader} from './QueryHeader';
import type {Row} from './rows';

interface Props {
  row: Row;
  state: BlockState;
  result: BlockState | null;
  /** For the line before a query. */
  query: Query | null;
  /** Null for what shows no subagent, so that it does not change with them. */
  conversations: ReadonlyMap<string, ConversationState> | null;
  onOpenConversation: ((id: string) => void) | undefined;
}

/** One line of a conversation. It renders again only when its own blocks change. */
export const RowView = memo(function RowView(props: Props) {
  const {row, state, result, query, conversations, onOpenConversation} = props;
  if (row.kind === 'query') {
    return <QueryHeader state={state} query={query} />;
  }
  if (row.kind === 'tool') {
    return <ToolCard use={state} result={result} />;
  }
  const {block} = state;
  switch (block.type) {
    case 'user_message':
      return <UserMessageView block={block} />;
    case 'assistant_text':
      return <AssistantTextView state={state} />;
    case 'thinking':
      return <ThinkingView state={state} />;
    case 'plan':
      return <PlanView block={block} />;
    case 'subagent':
      return (
        <SubagentCard
          block={block}
          conversation={conversations?.get(block.subagentId) ?? null}
          conversations={conversations}
          onOpenConversation={onOpenConversation}
        />
      );
    case 'system':
      return <SystemView block={block} />;
    case 'error':
      return <ErrorView block={block} />;
    case 'tool_result':
      return <LoneResultView block={block} />;
    default:
      return <UnknownView block={block} />;
  }
});
