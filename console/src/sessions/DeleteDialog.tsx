import type {Session} from '@signalbox/client';
import {useClient} from '@signalbox/react';
import {explain, failureOf} from '../app/failure';
import {ConfirmDialog} from '../ui/ConfirmDialog';
import {nameOf, plural} from './describe';
import css from './DeleteDialog.module.css';

/** Asks before a session is deleted, and says what is lost. */
export function DeleteDialog({
  session,
  onClose,
  onDone,
}: {
  session: Session;
  onClose(): void;
  onDone(): void;
}) {
  const client = useClient();
  const {activeQuery, queue} = session.runtime;
  async function remove() {
    try {
      await client.sessions.delete(session.id);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.status !== 404) {
        throw new Error(explain(failure), {cause: thrown});
      }
    }
    onDone();
  }
  return (
    <ConfirmDialog
      title={`Delete ${nameOf(session)}?`}
      action="Delete"
      onConfirm={remove}
      onClose={onClose}
    >
      <p>This cannot be undone. It deletes, for everybody:</p>
      <ul className={css.lost}>
        <li>the conversation and its journal, {plural(session.headSeq, 'event')};</li>
        <li>the files in the session’s own folder (a folder that it worked in place in stays);</li>
        <li>the execution environment, with everything that runs in it.</li>
      </ul>
      {activeQuery && <p className={css.now}>A query is running; it ends at once.</p>}
      {queue.length > 0 && (
        <p className={css.now}>{plural(queue.length, 'message')} still waiting will not be sent.</p>
      )}
    </ConfirmDialog>
  );
}
