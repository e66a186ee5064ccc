import type {BlockState, ToolResult, ToolUse} from '@signalbox/client';
import {duration, elapsed, useSeconds} from '../clock';
import {
  commandOf,
  isEmpty,
  isOpenByDefault,
  phaseOf,
  pretty,
  restOf,
  summaryOf,
  type ToolPhase,
} from '../tool';
import {DiffView} from './DiffView';
import {Fold} from './Fold';
import {LongText} from './LongText';
import {Parts, isParts} from './Parts';
import css from './blocks.module.css';

const WORDS: Record<ToolPhase, string> = {
  preparing: 'preparing',
  waiting: 'waits for a person',
  running: 'running',
  done: 'done',
  failed: 'failed',
  interrupted: 'interrupted',
};

const SIGNS: Record<ToolPhase, string> = {
  preparing: '○',
  waiting: '?',
  running: '●',
  done: '✓',
  failed: '✕',
  interrupted: '■',
};

/** A tool call and what came of it. */
export function ToolCard({use, result}: {use: BlockState; result: BlockState | null}) {
  const tool = use.block as ToolUse;
  const answer = (result?.block ?? null) as ToolResult | null;
  const phase = phaseOf(tool, answer);
  return (
    <Fold
      id={tool.id}
      className={`${css.card} ${css.tool}`}
      openByDefault={isOpenByDefault(tool, phase, answer?.output)}
      head={<Head tool={tool} answer={answer} phase={phase} isOpen={use.phase !== 'complete'} />}
    >
      {() => <Body tool={tool} answer={answer} isGrowing={result?.phase === 'open'} />}
    </Fold>
  );
}

function Head({
  tool,
  answer,
  phase,
  isOpen,
}: {
  tool: ToolUse;
  answer: ToolResult | null;
  phase: ToolPhase;
  isOpen: boolean;
}) {
  const summary = summaryOf(tool);
  return (
    <>
      <span className={css.toolName}>{tool.displayName ?? tool.toolName}</span>
      <span className={css.summary}>{summary}</span>
      <span className={css.toolState} data-phase={phase}>
        <span aria-hidden="true" className={css.stateSign}>
          {SIGNS[phase]}
        </span>
        {WORDS[phase]}
        {tool.background === true && ' in background'}
        <Duration tool={tool} answer={answer} isLive={isOpen && phase === 'running'} />
      </span>
    </>
  );
}

function Duration({
  tool,
  answer,
  isLive,
}: {
  tool: ToolUse;
  answer: ToolResult | null;
  isLive: boolean;
}) {
  const now = useSeconds(isLive);
  if (answer?.durationMs !== undefined) {
    return <span className={css.duration}>{duration(answer.durationMs)}</span>;
  }
  if (!isLive || tool.timestamp === undefined) {
    return null;
  }
  return <span className={css.duration}>{elapsed(Date.parse(tool.timestamp), now)}</span>;
}

function Body({
  tool,
  answer,
  isGrowing,
}: {
  tool: ToolUse;
  answer: ToolResult | null;
  isGrowing: boolean;
}) {
  const command = commandOf(tool);
  const rest = restOf(tool);
  const changes = tool.changes ?? [];
  const {description} = tool;
  return (
    <>
      {description !== undefined && <p className={css.quiet}>{description}</p>}
      {command !== null && (
        <LongText id={`${tool.id} command`} text={`$ ${command}`} label="Command" tone="input" />
      )}
      {changes.map((change, index) => (
        <DiffView
          key={index}
          id={`${tool.id} change ${index}`}
          change={change}
          line={lineOf(tool, change.path)}
        />
      ))}
      {!isEmpty(rest) && (
        <Input
          id={`${tool.id} input`}
          input={rest}
          isAside={command !== null || changes.length > 0}
        />
      )}
      {answer !== null && <Output answer={answer} isGrowing={isGrowing} />}
    </>
  );
}

/** Where a change begins, if the agent told its place. */
function lineOf(tool: ToolUse, path: string): number | undefined {
  return tool.locations?.find((place) => place.path === path)?.line;
}

/** The input as JSON; folded where what matters of it is shown in a better way. */
function Input({id, input, isAside}: {id: string; input: unknown; isAside: boolean}) {
  const text = () => <LongText id={`${id} text`} text={pretty(input)} label="Input" tone="input" />;
  return isAside ? (
    <Fold id={id} className={css.aside} head={<span>{'Input'}</span>}>
      {text}
    </Fold>
  ) : (
    text()
  );
}

function Output({answer, isGrowing}: {answer: ToolResult; isGrowing: boolean}) {
  const {output, isError} = answer;
  if (isEmpty(output)) {
    return isGrowing ? null : <p className={css.quiet}>No output.</p>;
  }
  if (isParts(output)) {
    return <Parts id={answer.id} parts={output} />;
  }
  return (
    <LongText
      id={answer.id}
      text={pretty(output)}
      label={isError ? 'Output, of a failure' : 'Output'}
      tail={isGrowing}
      {...(isError && {tone: 'bad' as const})}
    />
  );
}
