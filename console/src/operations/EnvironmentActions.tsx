import {SignalboxError, type RuntimeState} from '@signalbox/client';
import {useClient, useMe, useRuntime} from '@signalbox/react';
import {useEffect, useState} from 'react';
import {explain} from '../app/failure';
import {whyNot} from '../app/roles';
import {Button} from '../ui/Button';
import {ConfirmDialog} from '../ui/ConfirmDialog';
import {useSecond} from '../ui/Elapsed';
import {actionsNow, consequences, isDone, type Action} from './environmentActions';
import css from './EnvironmentActions.module.css';

const TITLES = {start: 'Start', restart: 'Restart', terminate: 'Terminate'} as const;
const PENDING = {
  start: 'Starting: the server was asked.',
  restart: 'Restarting: the server was asked.',
  terminate: 'Terminating: the server was asked.',
} as const;

const PATIENCE_MS = 10_000;

/** Start, restart and terminate; what cannot be taken back is asked about first. */
export function EnvironmentActions({sessionId}: {sessionId: string}) {
  const client = useClient();
  const runtime = useRuntime(sessionId);
  const {me} = useMe();
  const [asked, setAsked] = useState<'restart' | 'terminate' | null>(null);
  const {pending, setPending} = usePending(runtime);
  const [refusal, setRefusal] = useState<string | null>(null);

  const refused = whyNot(me, 'control the environment');
  async function act(action: Action) {
    setRefusal(null);
    setPending(action);
    try {
      await client.sessions[action](sessionId);
    } catch (thrown) {
      setPending(null);
      throw thrown instanceof SignalboxError ? new Error(refusalWords(thrown)) : thrown;
    }
  }
  async function start() {
    try {
      await act('start');
    } catch (thrown) {
      setRefusal(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
  const note = refused ?? refusal ?? (pending && PENDING[pending]);
  return (
    <div className={css.actions}>
      {refused === null &&
        actionsNow(runtime).map((action) => (
          <Button
            key={action}
            size="small"
            kind={action === 'terminate' ? 'danger' : 'plain'}
            disabled={pending !== null}
            onClick={() => (action === 'start' ? void start() : setAsked(action))}
          >
            {TITLES[action]}
          </Button>
        ))}
      <p role="status" className={refusal === null ? css.note : css.refusal}>
        {note}
      </p>
      {asked !== null && (
        <Confirm
          action={asked}
          sessionId={sessionId}
          onConfirm={() => act(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** The server's own words, and the role that it takes. */
function refusalWords(error: SignalboxError): string {
  const words = explain(error);
  return error.status === 403
    ? `${words} The role prompter is enough for sessions that you created; for others it takes admin.`
    : words;
}

/** What was asked for, until it shows in the state; an answer that nobody sees is not waited for. */
function usePending(runtime: RuntimeState | null) {
  const [pending, setPending] = useState<Action | null>(null);
  useEffect(() => {
    if (pending === null) {
      return undefined;
    }
    const timer = setTimeout(() => setPending(null), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [pending]);
  if (pending !== null && isDone(pending, runtime)) {
    setPending(null);
  }
  return {pending, setPending};
}

function Confirm({
  action,
  sessionId,
  onConfirm,
  onClose,
}: {
  action: 'restart' | 'terminate';
  sessionId: string;
  onConfirm(): Promise<void>;
  onClose(): void;
}) {
  const runtime = useRuntime(sessionId);
  const now = useSecond();
  return (
    <ConfirmDialog
      title={`${TITLES[action]} the execution environment?`}
      action={TITLES[action]}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <ul className={css.consequences}>
        {runtime &&
          consequences(action, runtime, now).map((words, index) => <li key={index}>{words}</li>)}
      </ul>
    </ConfirmDialog>
  );
}
