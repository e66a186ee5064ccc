import {Button} from '../ui/Button';
import {EmptyState} from '../ui/EmptyState';
import {Icon} from '../ui/Icon';
import css from './FirstSession.module.css';
import {changeDraft, openNewSession} from './newSession';

/** What a server without sessions shows: what one is, and how to make the first. */
export function FirstSession({noCreate}: {noCreate: string | null}) {
  function tryDemo() {
    changeDraft({agent: 'demo', name: 'A first look', message: 'Show me what you can do.'});
    openNewSession();
  }
  return (
    <EmptyState
      title="No sessions yet"
      role="status"
      actions={
        noCreate === null && (
          <>
            <Button kind="primary" onClick={openNewSession}>
              <Icon name="plus" /> Make the first session
            </Button>
            <Button onClick={tryDemo}>Try the demo agent</Button>
          </>
        )
      }
    >
      <p>
        A session is one agent at work in one execution environment. You talk to the agent on one
        track, and watch its machine on the other; nothing is lost in between.
      </p>
      <p className={css.how}>
        {noCreate ?? (
          <>
            Programs make them with <code>POST /api/v1/sessions</code>: <a href="/docs">the API</a>.
            The demo agent needs no key and no network.
          </>
        )}
      </p>
    </EmptyState>
  );
}
