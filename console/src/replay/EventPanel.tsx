import type {By, Envelope} from '@signalbox/client';
import {duration, preciseTime} from '../operations/words';
import {CopyButton} from '../ui/CopyButton';
import {Json} from './Json';
import css from './panels.module.css';
import type {Reading} from './reading';
import {missingBefore, saidBy} from './said';

/** One event: what it is, who said it, and all that it says. */
export function EventPanel({reading, index}: {reading: Reading; index: number}) {
  const {events} = reading.moments;
  const event = events[index]!;
  const before = events[index - 1];
  const at = Date.parse(event.at);
  const missing = missingBefore(event, before?.seq ?? 0);
  const conversationId = conversationOf(event);
  return (
    <section aria-labelledby="event" className={css.panel}>
      <h2 id="event" className={css.title}>
        Event {event.seq.toLocaleString('en')}
      </h2>
      {missing !== null && <p className={css.missing}>{missing}</p>}
      <dl className={css.facts}>
        <dt>Type</dt>
        <dd>
          <code>{event.type}</code>
        </dd>
        <dt>Track</dt>
        <dd className={event.track === 'operations' ? css.operations : css.conversation}>
          {event.track}
        </dd>
        <dt>Said by</dt>
        <dd>{saidBy(event, askedBy(reading, event))}</dd>
        <dt>At</dt>
        <dd>
          <time dateTime={event.at} title={new Date(at).toLocaleString()}>
            {preciseTime(at)}
          </time>
          {before !== undefined && (
            <span className={css.quiet}>
              {' '}
              {duration(at - Date.parse(before.at))} after the one before
            </span>
          )}
        </dd>
        {event.queryId !== undefined && (
          <>
            <dt>Query</dt>
            <dd>
              <code>{event.queryId}</code>
            </dd>
          </>
        )}
        {conversationId !== null && (
          <>
            <dt>Conversation</dt>
            <dd>
              <code>{conversationId}</code>
            </dd>
          </>
        )}
      </dl>
      <div className={css.raw}>
        <h3 className={css.sub}>Raw JSON</h3>
        <CopyButton text={JSON.stringify(event, null, 2)} label="Copy JSON" />
      </div>
      <div className={css.json}>
        <Json value={event} />
      </div>
    </section>
  );
}

function conversationOf({data}: Envelope): string | null {
  const id = typeof data === 'object' && data !== null && 'conversationId' in data;
  return id && typeof data.conversationId === 'string' ? data.conversationId : null;
}

/** Who asked for the query of an event; null where that is not known. */
function askedBy({queries}: Reading, {queryId}: Envelope): By | null {
  const started = queries.find(
    (event) => event.type === 'session:query:started' && event.data.queryId === queryId,
  );
  return started?.type === 'session:query:started' ? (started.data.by ?? null) : null;
}
