import type {Block, ErrorBlock, Plan, SystemNotice, ToolResult} from '@signalbox/client';
import {pretty} from '../tool';
import {Fold} from './Fold';
import {LongText} from './LongText';
import {Parts, isParts} from './Parts';
import {Cut} from './Texts';
import css from './blocks.module.css';
import texts from './texts.module.css';

const PLAN_SIGNS: Record<string, [string, string]> = {
  completed: ['✓', 'done'],
  in_progress: ['◐', 'in progress'],
  pending: ['○', 'to do'],
  cancelled: ['–', 'dropped'],
};

/** What the agent wants to do, as a list to tick off. */
export function PlanView({block}: {block: Plan}) {
  const done = block.entries.filter((entry) => entry.status === 'completed').length;
  return (
    <section className={`${css.card} ${texts.plan}`} aria-label="Plan">
      <header className={texts.planHead}>
        <span>Plan</span>
        <span className={css.duration}>
          {done} of {block.entries.length} done
        </span>
      </header>
      <ol>
        {block.entries.map((entry, index) => {
          const [sign, word] = PLAN_SIGNS[entry.status] ?? ['○', entry.status];
          return (
            <li key={index} data-status={entry.status}>
              <span aria-hidden="true">{sign}</span>
              <span className="visually-hidden">{word}: </span>
              <span>{entry.content}</span>
              {entry.priority === 'high' && <span className={texts.priority}>high priority</span>}
            </li>
          );
        })}
      </ol>
      <Cut block={block} />
    </section>
  );
}

/** A line that the agent or its runner says about the conversation. */
export function SystemView({block}: {block: SystemNotice}) {
  return (
    <p className={texts.system}>
      <span>{block.message}</span>
    </p>
  );
}

/** A failure that the agent told the user of. */
export function ErrorView({block}: {block: ErrorBlock}) {
  return (
    <div className={texts.error}>
      <strong>The agent says that something failed</strong>
      {block.code !== undefined && <code>{block.code}</code>}
      <div className={texts.userText}>{block.message}</div>
    </div>
  );
}

/** A result whose call is not in the list. */
export function LoneResultView({block}: {block: ToolResult}) {
  return (
    <Fold id={block.id} className={css.card} head={<span>Result of a tool</span>}>
      {() =>
        isParts(block.output) ? (
          <Parts id={block.id} parts={block.output} />
        ) : (
          <LongText id={`${block.id} text`} text={pretty(block.output)} label="Output" />
        )
      }
    </Fold>
  );
}

/** A block of a type that is newer than this console. */
export function UnknownView({block}: {block: Block}) {
  const {type} = block as {type: string};
  return (
    <Fold
      id={block.id}
      className={css.card}
      head={
        <>
          <span className={css.toolName}>{type}</span>
          <span className={css.summary}>a kind of block that this console does not know</span>
        </>
      }
    >
      {() => <LongText id={`${block.id} text`} text={pretty(block)} label={`Block ${type}`} />}
    </Fold>
  );
}
