import {useMemo, useState} from 'react';
import {Button} from '../../ui/Button';
import {EmptyState} from '../../ui/EmptyState';
import {Notice} from '../../ui/Notice';
import {useTimeline} from '../useTimeline';
import {EntryView} from './EntryView';
import css from './TimelineView.module.css';
import {entries} from './entries';

/** So many entries are shown at first, and more by each press of the button. */
const STEP = 200;

/** Statuses and failures of a session, the newest first. */
export function TimelineView({sessionId}: {sessionId: string}) {
  const timeline = useTimeline(sessionId);
  const {events, hasOlder, isLoading, error} = timeline;
  const [most, setMost] = useState(STEP);
  const all = useMemo(() => entries(events), [events]);
  if (all.length === 0 && error === null) {
    return isLoading ? (
      <EmptyState title="Reading the timeline…" role="status" />
    ) : (
      <EmptyState title="Nothing has happened yet">
        Changes of the execution environment come here, and what fails.
      </EmptyState>
    );
  }
  const more = all.length > most || hasOlder;
  return (
    <div className={css.view} tabIndex={0} role="region" aria-label="Timeline">
      {error && (
        <Notice
          tone="bad"
          action={
            <Button size="small" onClick={() => void timeline.reload()}>
              Try again
            </Button>
          }
        >
          The timeline could not be read: {error.detail}
        </Notice>
      )}
      <ol className={css.list}>
        {all.slice(0, most).map((entry) => (
          <EntryView key={entry.seq} entry={entry} sessionId={sessionId} />
        ))}
      </ol>
      {more && (
        <Button
          kind="quiet"
          size="small"
          disabled={isLoading}
          onClick={() => {
            setMost(most + STEP);
            if (all.length <= most + STEP) {
              void timeline.loadOlder();
            }
          }}
        >
          {isLoading ? 'Reading older entries…' : 'Show older entries'}
        </Button>
      )}
    </div>
  );
}
