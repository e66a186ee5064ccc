import type {Key} from '@signalbox/client';
import {useClient, useMe} from '@signalbox/react';
import {useCallback, useState} from 'react';
import {explain, failureOf} from '../app/failure';
import {may, whyNot} from '../app/roles';
import {useAsked} from '../app/useAsked';
import {Badge} from '../ui/Badge';
import {Button} from '../ui/Button';
import {ConfirmDialog} from '../ui/ConfirmDialog';
import {Icon} from '../ui/Icon';
import {Notice} from '../ui/Notice';
import {Panel} from '../ui/Panel';
import {RelativeTime} from '../ui/RelativeTime';
import {Skeleton} from '../ui/Skeleton';
import css from './KeysPanel.module.css';
import {keyState} from './keyState';
import {NewKeyDialog} from './NewKeyDialog';

/** API keys; for administrators, and others are told so. */
export function KeysPanel() {
  const {me} = useMe();
  const no = whyNot(me, 'see and make keys');
  if (no !== null) {
    return (
      <Panel title="API keys">
        <p className={css.text}>{no}</p>
      </Panel>
    );
  }
  return me !== null && may(me, 'see and make keys') ? <Keys /> : null;
}

function Keys() {
  const client = useClient();
  const keys = useAsked(
    useCallback(async (signal: AbortSignal) => (await client.keys.list({signal})).items, [client]),
  );
  const [isMaking, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  async function revoke(key: Key) {
    try {
      await client.keys.revoke(key.id);
    } catch (thrown) {
      throw new Error(explain(failureOf(thrown)), {cause: thrown});
    }
    keys.retry();
  }
  return (
    <Panel
      title="API keys"
      actions={
        <Button size="small" onClick={() => setMaking(true)}>
          <Icon name="plus" /> New key
        </Button>
      }
    >
      {keys.error && (
        <Notice
          tone="warn"
          action={
            <Button size="small" onClick={keys.retry}>
              Try again
            </Button>
          }
        >
          The keys could not be loaded: {explain(keys.error)}
        </Notice>
      )}
      {keys.value === null && !keys.error && <Skeleton rows={3}>Loading keys…</Skeleton>}
      {keys.value?.length === 0 && (
        <p className={css.text}>
          No keys yet. A key lets a program or a person in, with its own roles and tenant.
        </p>
      )}
      <ul>
        {keys.value?.map((key) => (
          <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
        ))}
      </ul>
      {isMaking && <NewKeyDialog onMade={keys.retry} onClose={() => setMaking(false)} />}
      {revoking && (
        <ConfirmDialog
          title={`Revoke the key ${revoking.name}?`}
          action="Revoke"
          onConfirm={() => revoke(revoking)}
          onClose={() => setRevoking(null)}
        >
          <p>
            <code>{revoking.prefix}…</code> opens nothing from then on; whoever uses it is cut off
            within 15 seconds. Queries that it asked for go on. It cannot be made valid again.
          </p>
        </ConfirmDialog>
      )}
    </Panel>
  );
}

function KeyRow({apiKey: key, onRevoke}: {apiKey: Key; onRevoke(): void}) {
  const state = keyState(key, Date.now());
  return (
    <li className={css.key}>
      <div className={css.main}>
        <strong>{key.name}</strong> <code className={css.prefix}>{key.prefix}…</code>
        <div className={css.roles}>
          {key.roles.map((role) => (
            <Badge key={role} tone="idle">
              {role}
            </Badge>
          ))}
          <span className={css.small}>tenant {key.tenant}</span>
        </div>
      </div>
      <div className={css.small}>
        <div>
          made <RelativeTime at={key.createdAt} />
        </div>
        <div>
          {key.lastUsedAt ? (
            <>
              used <RelativeTime at={key.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </div>
      </div>
      <div className={css.state}>
        <Badge tone={state.tone} dot>
          {state.word}
        </Badge>
        {state.until && (
          <div className={css.small}>{new Date(state.until).toLocaleDateString()}</div>
        )}
      </div>
      {state.isValid && (
        <Button kind="danger" size="small" aria-label={`Revoke ${key.name}`} onClick={onRevoke}>
          Revoke
        </Button>
      )}
    </li>
  );
}
