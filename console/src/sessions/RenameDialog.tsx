import type {Session} from '@signalbox/client';
import {useClient} from '@signalbox/react';
import {useState, type FormEvent} from 'react';
import {explain, failureOf} from '../app/failure';
import {Button} from '../ui/Button';
import {Dialog, DialogActions} from '../ui/Dialog';
import {Field} from '../ui/Field';
import {nameOf} from './describe';

/** Gives a session another name. */
export function RenameDialog({
  session,
  onClose,
  onDone,
}: {
  session: Session;
  onClose(): void;
  onDone(): void;
}) {
  const client = useClient();
  const [name, setName] = useState(session.name ?? '');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  async function rename(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await client.sessions.patch(session.id, {name: name.trim()});
      onDone();
      onClose();
    } catch (thrown) {
      setError(explain(failureOf(thrown)));
      setBusy(false);
    }
  }
  return (
    <Dialog title={`Rename ${nameOf(session)}`} onClose={onClose}>
      <form onSubmit={(event) => void rename(event)}>
        <Field label="Name" error={error}>
          {(control) => (
            <input
              {...control}
              data-autofocus
              value={name}
              onFocus={(event) => event.target.select()}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={isBusy}>
            {isBusy ? 'Renaming…' : 'Rename'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
