import {memo, type ReactNode} from 'react';
import {Link} from 'wouter';
import {Json} from '../../replay/Json';
import {Badge} from '../../ui/Badge';
import {toneOfStatus, type Tone} from '../../ui/tone';
import {plain} from '../ansi';
import {counted, outcomeWords, time} from '../words';
import css from './EntryView.module.css';
import type {Details, Entry} from './entries';

/** One thing that befell a session. */
export const EntryView = memo(function EntryView({
  entry,
  sessionId,
}: {
  entry: Entry;
  sessionId: string;
}) {
  const moment = new Date(entry.at);
  return (
    <li className={css.entry}>
      <time dateTime={moment.toISOString()} title={moment.toLocaleString()} className={css.time}>
        {time(entry.at)}
      </time>
      <div className={css.what}>
        <p className={css.head}>
          <Badge tone={toneOf(entry)}>{titleOf(entry)}</Badge>
          {entry.kind !== 'status' && entry.code !== null && (
            <code className={css.code}>{entry.code}</code>
          )}
          {entry.kind === 'status' && entry.restartCount > 0 && (
            <span className={css.note}>{counted(entry.restartCount, 'start')} after a crash</span>
          )}
          <Link
            href={`/sessions/${sessionId}/replay?seq=${entry.seq}`}
            className={css.link}
            aria-label={`Event ${entry.seq} in replay`}
          >
            #{entry.seq.toLocaleString('en')}
          </Link>
        </p>
        {entry.message !== null && !isJust(entry.message, titleOf(entry)) && (
          <p className={css.message}>{plain(entry.message)}</p>
        )}
        {entry.kind === 'status' ? (
          entry.lastError && (
            <p className={css.note}>
              Last error: {entry.lastError.message}
              {entry.lastError.code && ` (${entry.lastError.code})`}
            </p>
          )
        ) : (
          <DetailsView details={entry.details} />
        )}
      </div>
    </li>
  );
});

function DetailsView({details: {exit, stderrTail, rest}}: {details: Details}) {
  return (
    <>
      {exit !== null && <p className={css.note}>The process: {exit}</p>}
      {stderrTail !== null && (
        <Folded summary="What it said last on stderr">
          <pre className={css.stderr}>{plain(stderrTail)}</pre>
        </Folded>
      )}
      {rest !== null && (
        <Folded summary="Data">
          <Json value={rest} />
        </Folded>
      )}
    </>
  );
}

function Folded({summary, children}: {summary: string; children: ReactNode}) {
  return (
    <details className={css.folded}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

/** Whether a message says no more than the title. */
function isJust(message: string, title: string): boolean {
  return message.toLowerCase().replace(/[.…]$/, '') === title;
}

function titleOf(entry: Entry): string {
  switch (entry.kind) {
    case 'status':
      return entry.isRestart ? `${entry.status} again` : entry.status;
    case 'error':
      return 'failure';
    case 'query':
      return `query ${outcomeWords(entry.outcome)}`;
  }
}

function toneOf(entry: Entry): Tone {
  switch (entry.kind) {
    case 'status':
      return toneOfStatus(entry.status);
    case 'error':
      return 'bad';
    case 'query':
      return entry.outcome === 'interrupted'
        ? 'warn'
        : entry.outcome === 'cancelled'
          ? 'idle'
          : 'bad';
  }
}
