import type {ConversationMetadata, Session, Usage} from '@signalbox/client';
import {money, short} from '../../ui/money';
import css from './SessionHeader.module.css';

interface Props {
  session: Session;
  /** Of the main conversation. */
  metadata: ConversationMetadata;
  /** Of the whole session. */
  usage: Usage | null;
}

/** What the session is, and what it used, in one line. */
export function Facts({session, metadata, usage}: Props) {
  const total = usage ?? session.usage;
  return (
    <dl className={css.facts}>
      <Fact name="Agent" value={session.agent} />
      <Fact name="Environment" value={session.environment} />
      {metadata.model !== undefined && <Fact name="Model" value={metadata.model} />}
      {total.costUSD !== undefined && <Fact name="Cost" value={money(total.costUSD)} />}
      {total.totalTokens > 0 && (
        <Fact name="Tokens" value={short(total.totalTokens)} title={inTokens(total)} />
      )}
      <Context metadata={metadata} />
    </dl>
  );
}

function Fact({name, value, title}: {name: string; value: string; title?: string}) {
  return (
    <div className={css.fact} title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** How much of what the model can hold is taken. */
function Context({metadata: {contextUsed, contextWindow}}: {metadata: ConversationMetadata}) {
  if (typeof contextUsed !== 'number') {
    return null;
  }
  if (typeof contextWindow !== 'number' || contextWindow <= 0) {
    return <Fact name="Context" value={`${short(contextUsed)} tokens`} />;
  }
  const percent = Math.min(100, Math.round((contextUsed / contextWindow) * 100));
  return (
    <div
      className={css.fact}
      title={`${contextUsed.toLocaleString('en')} of ${contextWindow.toLocaleString('en')} tokens`}
    >
      <dt>Context</dt>
      <dd className={css.context}>
        <span
          role="meter"
          aria-label="Context used"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuetext={`${percent}%`}
          className={css.meter}
        >
          <span data-level={levelOf(percent)} style={{width: `${percent}%`}} />
        </span>
        {percent}%
      </dd>
    </div>
  );
}

function levelOf(percent: number): 'low' | 'high' | 'full' {
  return percent >= 90 ? 'full' : percent >= 70 ? 'high' : 'low';
}

function inTokens(usage: Usage): string {
  const parts = [
    `${usage.inputTokens.toLocaleString('en')} in`,
    `${usage.outputTokens.toLocaleString('en')} out`,
    usage.cacheReadTokens && `${usage.cacheReadTokens.toLocaleString('en')} read from the cache`,
    usage.cacheWriteTokens && `${usage.cacheWriteTokens.toLocaleString('en')} written to the cache`,
  ];
  return parts.filter(Boolean).join(', ');
}
