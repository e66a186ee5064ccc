import {
  MAIN,
  totalUsage,
  type Session,
  type SessionView,
  type SignalboxError,
} from '@signalbox/client';
import {usePermissions, useSession} from '@signalbox/react';
import {memo, useMemo} from 'react';
import {Link} from 'wouter';
import {useDocumentTitle} from '../app/useDocumentTitle';
import {StateStrip} from '../operations/StateStrip';
import {nameOf} from '../sessions/describe';
import {Button} from '../ui/Button';
import {EmptyState} from '../ui/EmptyState';
import {Skeleton} from '../ui/Skeleton';
import {Body} from './page/Body';
import {Notices} from './page/Notices';
import {SessionHeader} from './page/SessionHeader';
import css from './SessionPage.module.css';

/** One session: what it is, how its two machines are, what is said in it, and its operations. */
export function SessionPage({sessionId}: {sessionId: string}) {
  const {session, view, error, retryNow} = useSession(sessionId);
  useDocumentTitle(session === null ? 'Session' : nameOf(session));
  if (view.state === null && view.ended !== null) {
    return (
      <>
        <h1 className="visually-hidden">Session</h1>
        <Unavailable ended={view.ended} onRetry={retryNow} />
      </>
    );
  }
  return (
    <div className={css.page}>
      {session === null ? (
        <header className={css.loading}>
          <h1>Session</h1>
          <p role="status">Loading the session…</p>
        </header>
      ) : (
        <Head session={session} view={view} onChanged={retryNow} />
      )}
      <div>
        <Strip sessionId={sessionId} />
      </div>
      <Notices
        sessionId={sessionId}
        agentName={session?.agent}
        view={view}
        error={error}
        onRetry={retryNow}
      />
      {view.state === null && session === null ? (
        <div>
          <Skeleton rows={8}>Loading the conversation and its operations…</Skeleton>
        </div>
      ) : (
        <Body sessionId={sessionId} view={view} />
      )}
    </div>
  );
}

/** The page renders with every frame of a conversation; what does not depend on it does not. */
const Strip = memo(StateStrip);

const NO_METADATA = {};

function Head({
  session,
  view,
  onChanged,
}: {
  session: Session;
  view: SessionView;
  onChanged(): void;
}) {
  const {grants} = usePermissions(session.id);
  const ledger = view.state?.usage ?? null;
  const usage = useMemo(() => (ledger === null ? null : totalUsage(ledger)), [ledger]);
  return (
    <SessionHeader
      session={session}
      metadata={view.state?.conversations.byId.get(MAIN)?.metadata ?? NO_METADATA}
      usage={usage}
      grants={grants}
      onChanged={onChanged}
    />
  );
}

/** There is nothing to show of this session: why, and where to go. */
function Unavailable({ended, onRetry}: {ended: 'deleted' | SignalboxError; onRetry(): void}) {
  const back = <Link href="/sessions">All sessions</Link>;
  if (ended === 'deleted') {
    return (
      <EmptyState title="This session was deleted" role="alert">
        Its conversation and files are gone. {back}
      </EmptyState>
    );
  }
  if (ended.status === 404 || ended.code === 'SESSION_NOT_FOUND') {
    return (
      <EmptyState title="There is no such session" role="alert">
        It may have been deleted, or the address is mistyped. Sessions of other tenants do not show
        either. {back}
      </EmptyState>
    );
  }
  if (ended.status === 403 || ended.code === 'FORBIDDEN') {
    return (
      <EmptyState title="You may not see this session" role="alert">
        {ended.detail} Ask an administrator for a role, or sign in as somebody else. {back}
      </EmptyState>
    );
  }
  return (
    <EmptyState title="This session cannot be shown" role="alert">
      <p>{ended.detail}</p>
      <p>
        <Button onClick={onRetry}>Try again</Button> {back}
      </p>
    </EmptyState>
  );
}
