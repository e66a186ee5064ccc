import type {BlockState} from '@signalbox/client';
import type {Query} from './queries';
import {endOf, nameOf} from './says';
import css from './blocks/texts.module.css';

/** The thin line before a query: who asked and when, and how it ended if not well. */
export function QueryHeader({state, query}: {state: BlockState; query: Query | null}) {
  const {timestamp} = state.block;
  const isByAgent = query === null ? state.block.type !== 'user_message' : query.origin === 'agent';
  const who = isByAgent ? 'The agent went on by itself' : query?.by ? nameOf(query.by) : 'Message';
  const end = query === null ? null : endOf(query);
  const isBad = end !== null && query?.end?.outcome !== 'completed';
  return (
    <div className={css.query} role="heading" aria-level={3}>
      <span className={css.who}>{who}</span>
      {timestamp !== undefined && (
        <time dateTime={timestamp} title={new Date(timestamp).toLocaleString()}>
          {moment(timestamp)}
        </time>
      )}
      <span className={css.rule} />
      {end !== null && (
        <span className={css.end} data-bad={isBad && query?.end?.outcome !== 'interrupted'}>
          {end}
        </span>
      )}
    </div>
  );
}

const time = new Intl.DateTimeFormat('en', {timeStyle: 'medium', hourCycle: 'h23'});
const date = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
  hourCycle: 'h23',
});

/** The time of day; with its date if that is not today's. */
function moment(iso: string): string {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? time.format(at) : date.format(at);
}
