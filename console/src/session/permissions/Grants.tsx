import type {Grant} from '@signalbox/client';
import {useMe, usePermissions} from '@signalbox/react';
import {useState} from 'react';
import {explain, failureOf} from '../../app/failure';
import {whyNot} from '../../app/roles';
import {Button} from '../../ui/Button';
import {Popover} from '../../ui/Popover';
import {RelativeTime} from '../../ui/RelativeTime';
import {nameOf} from '../conversation/says';
import {pretty} from '../conversation/tool';
import css from './permissions.module.css';

/** What was allowed for the whole session, and the way to take it back. */
export function Grants({sessionId, grants}: {sessionId: string; grants: readonly Grant[]}) {
  return (
    <Popover label="What is allowed for this session" trigger={`${grants.length} allowed`}>
      <div className={css.grants}>
        <h2>Allowed for this session</h2>
        <p className={css.note}>The agent does these without asking.</p>
        <ul>
          {grants.map((grant) => (
            <OneGrant key={grant.id} sessionId={sessionId} grant={grant} />
          ))}
        </ul>
      </div>
    </Popover>
  );
}

function OneGrant({sessionId, grant}: {sessionId: string; grant: Grant}) {
  const {revoke} = usePermissions(sessionId);
  const {me} = useMe();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const reason = whyNot(me, 'answer permission requests');
  async function takeBack() {
    setBusy(true);
    setFailure(null);
    try {
      await revoke(grant.id);
    } catch (thrown) {
      setFailure(explain(failureOf(thrown)));
      setBusy(false);
    }
  }
  return (
    <li className={css.grant}>
      <div>
        <code>{grant.rule ?? grant.toolName}</code>
        {grant.rule === undefined && (
          <div className={css.note}>only for {pretty(grant.input).slice(0, 200)}</div>
        )}
        <div className={css.note}>
          by {nameOf(grant.grantedBy)}, <RelativeTime at={grant.at} />
        </div>
        {failure !== null && (
          <div role="alert" className={css.failure}>
            {failure}
          </div>
        )}
      </div>
      <Button
        size="small"
        kind="danger"
        disabled={isBusy || reason !== null}
        title={reason ?? undefined}
        onClick={() => void takeBack()}
      >
        {isBusy ? 'Revoking…' : 'Revoke'}
      </Button>
    </li>
  );
}
