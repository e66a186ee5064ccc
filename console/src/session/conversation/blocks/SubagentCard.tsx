import type {ConversationState, Subagent} from '@signalbox/client';
import {useMemo} from 'react';
import {Button} from '../../../ui/Button';
import {duration, elapsed, useSeconds} from '../clock';
import {rowsOf} from '../rows';
import {fieldsOf, pretty} from '../tool';
import {Fold} from './Fold';
import {LongText} from './LongText';
import {Markdown} from '../markdown/Markdown';
import {RowBoundary} from '../RowBoundary';
import {RowView} from '../RowView';
import css from './blocks.module.css';
import texts from './texts.module.css';

/** Blocks that are shown in place; the tab has them all. */
const MOST = 60;

const WORDS: Record<string, string> = {
  pending: 'preparing',
  running: 'at work',
  success: 'done',
  error: 'failed',
};

interface Props {
  block: Subagent;
  conversation: ConversationState | null;
  conversations: ReadonlyMap<string, ConversationState> | null;
  onOpenConversation: ((id: string) => void) | undefined;
}

/** An agent's helper: what it was asked, how it stands, and what it says, in place. */
export function SubagentCard({block, conversation, conversations, onOpenConversation}: Props) {
  const isLive = block.status === 'running' || block.status === 'pending';
  return (
    <div className={`${css.card} ${texts.subagent}`}>
      <Fold
        id={block.id}
        head={
          <>
            <span className={css.toolName}>{block.name ?? 'Subagent'}</span>
            <span className={css.summary}>{lastLine(conversation, block)}</span>
            <SubagentState block={block} isLive={isLive} />
          </>
        }
      >
        {() => (
          <>
            <LongText
              id={`${block.id} input`}
              text={promptOf(block.input)}
              label="What it was asked"
              tone="input"
            />
            {conversation !== null && (
              <Nested
                conversation={conversation}
                conversations={conversations}
                onOpenConversation={onOpenConversation}
              />
            )}
            {typeof block.output === 'string' && (
              <div className={texts.subagentOutput}>
                <Markdown text={block.output} isOpen={false} />
              </div>
            )}
          </>
        )}
      </Fold>
      {onOpenConversation !== undefined && conversation !== null && (
        <Button
          size="small"
          kind="quiet"
          className={texts.openTab}
          onClick={() => onOpenConversation(block.subagentId)}
        >
          Open as a tab
        </Button>
      )}
    </div>
  );
}

function SubagentState({block, isLive}: {block: Subagent; isLive: boolean}) {
  const now = useSeconds(isLive);
  const phase = block.incomplete ? 'interrupted' : block.status;
  const since = block.timestamp === undefined ? null : Date.parse(block.timestamp);
  return (
    <span className={css.toolState} data-phase={phase}>
      {block.incomplete ? 'interrupted' : (WORDS[block.status] ?? block.status)}
      {block.durationMs !== undefined ? (
        <span className={css.duration}>{duration(block.durationMs)}</span>
      ) : (
        isLive && since !== null && <span className={css.duration}>{elapsed(since, now)}</span>
      )}
    </span>
  );
}

function Nested({
  conversation,
  conversations,
  onOpenConversation,
}: Omit<Props, 'block' | 'conversation'> & {conversation: ConversationState}) {
  const {blocks} = conversation;
  const rows = useMemo(() => rowsOf(blocks).rows, [blocks]);
  const left = Math.max(0, rows.length - MOST);
  return (
    <div className={texts.nested}>
      {left > 0 && <p className={css.quiet}>{left} earlier ones are in its tab.</p>}
      {rows.slice(left).map((row) => (
        <RowBoundary key={row.key} state={blocks[row.index]!}>
          <RowView
            row={row}
            state={blocks[row.index]!}
            result={row.kind === 'tool' && row.result !== null ? blocks[row.result]! : null}
            query={null}
            conversations={conversations}
            onOpenConversation={onOpenConversation}
          />
        </RowBoundary>
      ))}
    </div>
  );
}

function promptOf(input: unknown): string {
  const {prompt, description} = fieldsOf(input);
  return typeof prompt === 'string'
    ? prompt
    : typeof description === 'string'
      ? description
      : pretty(input);
}

/** What it said or did last, in a line. */
function lastLine(conversation: ConversationState | null, block: Subagent): string {
  const last = conversation?.blocks.at(-1)?.block;
  const text =
    last?.type === 'assistant_text' || last?.type === 'thinking'
      ? last.content
      : last?.type === 'tool_use'
        ? (last.displayName ?? last.toolName)
        : promptOf(block.input);
  const lines = (text ?? '').slice(-400).trim().split('\n');
  return lines.at(-1) ?? '';
}
