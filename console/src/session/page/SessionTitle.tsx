import type {Session} from '@signalbox/client';
import {useClient} from '@signalbox/react';
import {useEffect, useRef, useState, type KeyboardEvent} from 'react';
import {explain, failureOf} from '../../app/failure';
import {IconButton} from '../../ui/Button';
import {Icon} from '../../ui/Icon';
import css from './SessionHeader.module.css';

interface Props {
  session: Session;
  /** What it is called while nobody gave it a name. */
  fallback: string;
  /** Why the name may not be changed; null if it may. */
  whyNot: string | null;
  onRenamed(): void;
}

/** The name of the session, which is changed where it stands. */
export function SessionTitle({session, fallback, whyNot, onRenamed}: Props) {
  const [isEditing, setEditing] = useState(false);
  const button = useRef<HTMLSpanElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !isEditing) {
      button.current?.querySelector('button')?.focus();
    }
    wasEditing.current = isEditing;
  }, [isEditing]);
  if (isEditing) {
    return (
      <Editor
        session={session}
        onClose={(isSaved) => {
          setEditing(false);
          if (isSaved) {
            onRenamed();
          }
        }}
      />
    );
  }
  const name = session.name || fallback;
  return (
    <div className={css.title}>
      <h1 title={name}>{name}</h1>
      <span ref={button}>
        <IconButton
          label={whyNot ?? 'Rename this session'}
          size="small"
          disabled={whyNot !== null}
          onClick={() => setEditing(true)}
        >
          <Icon name="pencil" />
        </IconButton>
      </span>
    </div>
  );
}

function Editor({session, onClose}: {session: Session; onClose(isSaved: boolean): void}) {
  const client = useClient();
  const [name, setName] = useState(session.name ?? '');
  const [failure, setFailure] = useState<string | null>(null);
  async function save() {
    if (name.trim() === (session.name ?? '')) {
      onClose(false);
      return;
    }
    try {
      const {name: kept = ''} = await client.sessions.patch(session.id, {name: name.trim()});
      if (kept === name.trim()) {
        onClose(true);
      } else {
        setFailure(`The server kept the name “${kept}”. Try again.`);
      }
    } catch (thrown) {
      setFailure(explain(failureOf(thrown)));
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter') {
      void save();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      onClose(false);
    }
  }
  return (
    <div className={css.title}>
      <h1 className="visually-hidden">{session.name ?? 'Session'}</h1>
      <input
        autoFocus
        className={css.name}
        value={name}
        aria-label="Name of the session"
        aria-invalid={failure !== null}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <IconButton label="Save the name (Enter)" size="small" onClick={() => void save()}>
        <Icon name="check" />
      </IconButton>
      <IconButton label="Keep the old name (Escape)" size="small" onClick={() => onClose(false)}>
        <Icon name="close" />
      </IconButton>
      {failure !== null && (
        <span role="alert" className={css.failure}>
          {failure}
        </span>
      )}
    </div>
  );
}
