import type {SessionView, SignalboxError} from '@signalbox/client';
import {useClient, useConnection, useMe} from '@signalbox/react';
import {useEffect, useRef, useState} from 'react';
import {useLocation} from 'wouter';
import {explain, failureOf} from '../../app/failure';
import {whyNot} from '../../app/roles';
import {useAgents} from '../../sessions/useAgents';
import {Button} from '../../ui/Button';
import {useSecond} from '../../ui/Elapsed';
import {Notice} from '../../ui/Notice';
import {noticesOf, type PageNotice} from './notices';

interface Props {
  sessionId: string;
  agentName: string | undefined;
  view: SessionView;
  error: SignalboxError | null;
  onRetry(): void;
}

/** What is not as it should be, in words, with what to do. */
export function Notices({sessionId, agentName, view, error, onRetry}: Props) {
  const now = useSecond();
  const shared = useConnection();
  const agents = useAgents();
  const {connection, ended, runtime, state} = view;
  const wasRebuilt = useWasRebuilt(connection.status, state !== null);
  const agent = agents.value?.find((one) => one.name === agentName) ?? null;
  const notices = noticesOf(
    {connection, shared, ended, error, isShown: state !== null, wasRebuilt, runtime, agent},
    now,
  );
  return (
    <div>
      {notices.map((notice) => (
        <Notice
          key={notice.key}
          tone={notice.tone}
          action={<Act notice={notice} sessionId={sessionId} onRetry={onRetry} />}
        >
          {notice.text}
        </Notice>
      ))}
    </div>
  );
}

function Act({
  notice,
  sessionId,
  onRetry,
}: {
  notice: PageNotice;
  sessionId: string;
  onRetry(): void;
}) {
  const [, navigate] = useLocation();
  switch (notice.act) {
    case 'retry':
      return (
        <Button size="small" onClick={onRetry}>
          Try now
        </Button>
      );
    case 'leave':
      return (
        <Button size="small" onClick={() => navigate('/sessions')}>
          All sessions
        </Button>
      );
    case 'restart':
      return <Restart sessionId={sessionId} />;
    case null:
      return null;
  }
}

/** Starts the execution environment anew; says why it may not, or could not. */
function Restart({sessionId}: {sessionId: string}) {
  const client = useClient();
  const {me} = useMe();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const reason = whyNot(me, 'control the environment');
  async function restart() {
    setBusy(true);
    setFailure(null);
    try {
      await client.sessions.restart(sessionId);
    } catch (thrown) {
      setFailure(explain(failureOf(thrown)));
    }
    setBusy(false);
  }
  return (
    <span>
      {failure ?? reason}{' '}
      {reason === null && (
        <Button size="small" disabled={isBusy} onClick={() => void restart()}>
          {isBusy ? 'Restarting…' : 'Restart'}
        </Button>
      )}
    </span>
  );
}

/** How long it is said that the view was rebuilt, in milliseconds. */
const SAID_MS = 8_000;

function useWasRebuilt(status: string, isShown: boolean): boolean {
  const [wasRebuilt, setRebuilt] = useState(false);
  const isRebuilding = useRef(false);
  useEffect(() => {
    if (status === 'resyncing' && isShown) {
      isRebuilding.current = true;
    } else if (status === 'live' && isRebuilding.current) {
      isRebuilding.current = false;
      setRebuilt(true);
    }
  }, [status, isShown]);
  useEffect(() => {
    if (!wasRebuilt) {
      return undefined;
    }
    const timer = setTimeout(() => setRebuilt(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [wasRebuilt]);
  return wasRebuilt;
}
