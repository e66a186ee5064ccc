import type {AssistantText, BlockState, Thinking, UserMessage} from '@signalbox/client';
import {elapsed, useSeconds} from '../clock';
import {Markdown} from '../markdown/Markdown';
import {Fold} from './Fold';
import {Parts} from './Parts';
import css from './blocks.module.css';
import texts from './texts.module.css';

/** What a person said: as it was written, not as markdown. */
export function UserMessageView({block}: {block: UserMessage}) {
  return (
    <div className={texts.user}>
      {typeof block.content === 'string' ? (
        <div className={texts.userText}>{block.content}</div>
      ) : (
        <Parts id={block.id} parts={block.content} plain />
      )}
    </div>
  );
}

export function AssistantTextView({state}: {state: BlockState}) {
  const block = state.block as AssistantText;
  const isOpen = state.phase === 'open';
  return (
    <div className={texts.assistant} data-open={isOpen}>
      <Markdown text={block.content ?? ''} isOpen={isOpen} />
      <Cut block={block} />
    </div>
  );
}

/** What the agent thought: one line until somebody wants to read it. */
export function ThinkingView({state}: {state: BlockState}) {
  const block = state.block as Thinking;
  const isLive = state.phase === 'open';
  const text = block.content ?? '';
  return (
    <Fold
      id={block.id}
      className={texts.thinking}
      head={
        <>
          <ThinkingHead block={block} isLive={isLive} length={text.length} />
          <span className={`${css.summary} ${texts.hint}`}>{block.summary ?? firstLine(text)}</span>
        </>
      }
    >
      {() => (
        <div className={texts.thought}>
          <Markdown text={text || 'The agent does not show what it thought.'} isOpen={isLive} />
          <Cut block={block} />
        </div>
      )}
    </Fold>
  );
}

function ThinkingHead({block, isLive, length}: {block: Thinking; isLive: boolean; length: number}) {
  const now = useSeconds(isLive);
  const since = block.timestamp === undefined ? now : Date.parse(block.timestamp);
  return (
    <span className={texts.thinkingWord}>
      {isLive ? `Thinking, ${elapsed(since, now)}` : 'Thought'}
      <span className={css.duration}>{length.toLocaleString('en')} characters</span>
    </span>
  );
}

function firstLine(text: string): string {
  return text.slice(0, 160).split('\n', 1)[0]!;
}

/** Says why a text ends before its end. */
export function Cut({block}: {block: {readonly incomplete?: string}}) {
  return block.incomplete === undefined ? null : (
    <p className={texts.cut}>Cut off here: the query was interrupted.</p>
  );
}
