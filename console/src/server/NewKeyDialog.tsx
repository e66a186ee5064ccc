import type {CreateKey, Key, Role} from '@signalbox/client';
import {useClient, useMe} from '@signalbox/react';
import {useState, type FormEvent} from 'react';
import {explain, failureOf} from '../app/failure';
import {newId} from '../sessions/newSession';
import {Button} from '../ui/Button';
import {CopyButton} from '../ui/CopyButton';
import {Dialog, DialogActions} from '../ui/Dialog';
import {Field} from '../ui/Field';
import {Notice} from '../ui/Notice';
import css from './NewKeyDialog.module.css';

const ROLES: readonly {role: Role; text: string}[] = [
  {role: 'viewer', text: 'Reads everything of its tenant.'},
  {
    role: 'prompter',
    text: 'Also creates sessions, sends, interrupts, and deletes what it created.',
  },
  {role: 'approver', text: 'Also answers permission requests.'},
  {role: 'admin', text: 'Does everything in its tenant, and makes keys.'},
];

const DAYS = [
  ['', 'Never'],
  ['1', 'In a day'],
  ['7', 'In a week'],
  ['30', 'In 30 days'],
  ['90', 'In 90 days'],
  ['365', 'In a year'],
] as const;

const DAY_MS = 24 * 3_600_000;

/** Makes a key, and shows its token this once. */
export function NewKeyDialog({onMade, onClose}: {onMade(): void; onClose(): void}) {
  const [made, setMade] = useState<Key | null>(null);
  return (
    <Dialog
      title={made ? 'Copy the token now' : 'New API key'}
      onClose={onClose}
      sticky={made !== null}
    >
      {made ? (
        <Token apiKey={made} onClose={onClose} />
      ) : (
        <KeyForm
          onClose={onClose}
          onMade={(key) => {
            setMade(key);
            onMade();
          }}
        />
      )}
    </Dialog>
  );
}

function KeyForm({onMade, onClose}: {onMade(key: Key): void; onClose(): void}) {
  const client = useClient();
  const {me} = useMe();
  const [name, setName] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>(['viewer']);
  const [tenant, setTenant] = useState('');
  const [days, setDays] = useState<string>('90');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [idempotencyKey, renewKey] = useState(newId);
  async function make(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const body: CreateKey = {
      name: name.trim(),
      roles: [...roles],
      ...(tenant.trim() === '' ? {} : {tenant: tenant.trim()}),
      ...(days === ''
        ? {}
        : {expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString()}),
    };
    try {
      onMade(await client.keys.create(body, {idempotencyKey}));
    } catch (thrown) {
      const failure = failureOf(thrown);
      setError(explain(failure));
      if (failure.status !== 0) {
        renewKey(newId());
      }
      setBusy(false);
    }
  }
  return (
    <form className={css.form} onSubmit={(event) => void make(event)}>
      {error && <Notice tone="bad">{error}</Notice>}
      <Field
        label="Name"
        hint="Stands in the journal beside what is done with it. Keys of one name and tenant are one principal."
      >
        {(control) => (
          <input
            {...control}
            data-autofocus
            required
            maxLength={100}
            value={name}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <fieldset className={css.roles}>
        <legend>Roles</legend>
        {ROLES.map(({role, text}) => (
          <label key={role} className={css.role}>
            <input
              type="checkbox"
              checked={roles.includes(role)}
              onChange={(event) =>
                setRoles(
                  event.target.checked ? [...roles, role] : roles.filter((other) => other !== role),
                )
              }
            />
            <span>
              <strong>{role}</strong> <span className={css.hint}>{text}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className={css.two}>
        {me?.tenant === undefined && (
          <Field label="Tenant" hint="Empty is default.">
            {(control) => (
              <input
                {...control}
                maxLength={64}
                value={tenant}
                autoComplete="off"
                onChange={(event) => setTenant(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label="Expires">
          {(control) => (
            <select {...control} value={days} onChange={(event) => setDays(event.target.value)}>
              {DAYS.map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          kind="primary"
          type="submit"
          disabled={isBusy || name.trim() === '' || roles.length === 0}
        >
          {isBusy ? 'Making the key…' : 'Make the key'}
        </Button>
      </DialogActions>
    </form>
  );
}

function Token({apiKey: key, onClose}: {apiKey: Key; onClose(): void}) {
  return (
    <div className={css.form}>
      <p>
        The key <strong>{key.name}</strong> is made. This is its token; the server keeps only a hash
        of it, and can never show it again.
      </p>
      <div className={css.token}>
        <code>{key.token}</code>
        <CopyButton text={key.token ?? ''} label="Copy" name="Copy the token" />
      </div>
      <p className={css.hint}>
        Programs take it from <code>SIGNALBOX_TOKEN</code>, or send it as{' '}
        <code>Authorization: Bearer …</code>.
      </p>
      <DialogActions>
        <Button kind="primary" onClick={onClose}>
          I have it
        </Button>
      </DialogActions>
    </div>
  );
}
