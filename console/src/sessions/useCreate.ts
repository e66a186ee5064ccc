import {useClient} from '@signalbox/react';
import {useState} from 'react';
import {useLocation} from 'wouter';
import {explain, failureOf} from '../app/failure';
import {buildSession, DraftError, fieldOf, type DraftField} from './buildSession';
import {closeNewSession, forgetDraft, type Draft} from './newSession';

/** What went wrong: beside a field, or above all of them. */
export interface Trouble {
  readonly field: DraftField | null;
  readonly text: string;
  /** The session that was made before it went wrong. */
  readonly sessionId?: string;
}

/**
 * Makes the session, sends its first message, and goes there. The draft stays until both are done;
 * sent again, it makes no second session and no second message.
 */
export function useCreate() {
  const client = useClient();
  const [, navigate] = useLocation();
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  function open(sessionId: string): void {
    forgetDraft();
    closeNewSession();
    navigate(`/sessions/${sessionId}`);
  }

  async function send(sessionId: string, {message, messageId}: Draft): Promise<void> {
    try {
      await client.sessions.send(sessionId, {content: message, messageId});
    } catch (thrown) {
      const text = `The session was made, but the message was not sent: ${explain(failureOf(thrown))}`;
      setTrouble({field: null, text, sessionId});
      return;
    }
    open(sessionId);
  }

  async function create(draft: Draft): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      if (trouble?.sessionId !== undefined) {
        // It was made as it is; only the message is missing.
        await send(trouble.sessionId, draft);
        return;
      }
      const session = await client.sessions.create(buildSession(draft));
      if (draft.message.trim() === '') {
        open(session.id);
      } else {
        await send(session.id, draft);
      }
    } catch (thrown) {
      setTrouble(troubleOf(thrown));
    } finally {
      setBusy(false);
    }
  }
  return {create, open, isBusy, trouble};
}

function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof DraftError) {
    return {field: thrown.field, text: thrown.message};
  }
  const failure = failureOf(thrown);
  return {field: fieldOf(failure), text: explain(failure)};
}
