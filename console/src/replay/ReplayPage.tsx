import {Link} from 'wouter';
import {useDocumentTitle} from '../app/useDocumentTitle';
import {useShortcuts} from '../app/useShortcuts';
import {nameOf} from '../sessions/describe';
import {Button} from '../ui/Button';
import {CopyButton} from '../ui/CopyButton';
import {EmptyState} from '../ui/EmptyState';
import {Skeleton} from '../ui/Skeleton';
import {EventPanel} from './EventPanel';
import {MomentPanel} from './MomentPanel';
import {Notes} from './Notes';
import css from './ReplayPage.module.css';
import {ThenConversation} from './ThenConversation';
import {Transport} from './Transport';
import {usePlaying} from './usePlaying';
import {useReplay, type Replay} from './useReplay';

/** A session's journal, event by event: what it all added up to at any moment, and who said what. */
export function ReplayPage({sessionId}: {sessionId: string}) {
  const replay = useReplay(sessionId);
  const playing = usePlaying(replay);
  const {session, status} = replay.progress;
  const title = session === null ? 'Replay' : `Replay of ${nameOf(session)}`;
  useDocumentTitle(title);
  useShortcuts('Replay', [
    {keys: 'k', does: 'Play or stop', act: playing.toggle},
    {keys: ',', does: 'Previous event', act: () => replay.goTo(replay.index - 1)},
    {keys: '.', does: 'Next event', act: () => replay.goTo(replay.index + 1)},
    {keys: 'e', does: 'Next error', act: () => replay.jumpTo('error')},
    {keys: 'p', does: 'Next permission request', act: () => replay.jumpTo('permission')},
    {keys: 'q', does: 'Next query', act: () => replay.jumpTo('query')},
    {keys: 'E', does: 'Previous error', act: () => replay.jumpTo('error', -1)},
    {
      keys: 'P',
      does: 'Previous permission request',
      act: () => replay.jumpTo('permission', -1),
    },
    {keys: 'Q', does: 'Previous query', act: () => replay.jumpTo('query', -1)},
  ]);
  const event = replay.reading.moments.events[replay.index];
  if (event === undefined && status !== 'reading') {
    return <Unavailable replay={replay} />;
  }
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1 className={css.title}>{title}</h1>
        <Link href={`/sessions/${sessionId}`}>Back to the session</Link>
        {event && <CopyButton text={linkTo(sessionId, event.seq)} label="Copy link" />}
      </header>
      {event === undefined ? (
        <Skeleton rows={8}>Reading the journal…</Skeleton>
      ) : (
        <>
          <Transport replay={replay} playing={playing} />
          <Notes replay={replay} />
          <div className={css.body}>
            <ThenConversation sessionId={sessionId} reading={replay.reading} index={replay.index} />
            <aside aria-label="Event and state" className={css.side} tabIndex={0}>
              <MomentPanel reading={replay.reading} index={replay.index} />
              <EventPanel reading={replay.reading} index={replay.index} />
            </aside>
          </div>
        </>
      )}
    </div>
  );
}

function linkTo(sessionId: string, seq: number): string {
  return `${location.origin}/sessions/${sessionId}/replay?seq=${seq}`;
}

/** There is no event to show: why, and what to do. */
function Unavailable({replay: {progress, read}}: {replay: Replay}) {
  const {error} = progress;
  const back = <Link href="/sessions">All sessions</Link>;
  if (error?.status === 404) {
    return (
      <EmptyState title="There is no such session" role="alert">
        It may have been deleted, or the address is mistyped. {back}
      </EmptyState>
    );
  }
  if (error?.status === 403) {
    return (
      <EmptyState title="You may not see this session" role="alert">
        {error.detail} Ask an administrator for a role. {back}
      </EmptyState>
    );
  }
  return (
    <EmptyState title="The journal cannot be read" role="alert">
      <p>{error?.detail ?? 'The server has no events of this session.'}</p>
      <p>
        <Button onClick={read}>Try again</Button> {back}
      </p>
    </EmptyState>
  );
}
