import type {ConversationMetadata, Grant, Session, Usage} from '@signalbox/client';
import {useMe} from '@signalbox/react';
import {memo, useState} from 'react';
import {Link, useLocation} from 'wouter';
import {mayDelete, whyNot} from '../../app/roles';
import {DeleteDialog} from '../../sessions/DeleteDialog';
import {nameOf} from '../../sessions/describe';
import {Icon} from '../../ui/Icon';
import {MenuItem, Popover} from '../../ui/Popover';
import {Grants} from '../permissions/Grants';
import {Facts} from './Facts';
import css from './SessionHeader.module.css';
import {SessionTitle} from './SessionTitle';

interface Props {
  session: Session;
  metadata: ConversationMetadata;
  usage: Usage | null;
  grants: readonly Grant[];
  onChanged(): void;
}

/** What session this is, and what can be done with it as a whole. */
export const SessionHeader = memo(function SessionHeader(props: Props) {
  const {session, metadata, usage, grants, onChanged} = props;
  const {me} = useMe();
  const fallback = typeof metadata.title === 'string' ? metadata.title : nameOf(session);
  return (
    <header className={css.header}>
      <SessionTitle
        session={session}
        fallback={fallback}
        whyNot={whyNot(me, 'change sessions')}
        onRenamed={onChanged}
      />
      <div className={css.actions}>
        {grants.length > 0 && <Grants sessionId={session.id} grants={grants} />}
        <Link href={`/sessions/${session.id}/replay`} className={css.replay}>
          <Icon name="play" /> Replay
        </Link>
        <SessionMenu session={session} canDelete={mayDelete(me, session)} />
      </div>
      <Facts session={session} metadata={metadata} usage={usage} />
    </header>
  );
});

function SessionMenu({session, canDelete}: {session: Session; canDelete: boolean}) {
  const [, navigate] = useLocation();
  const [isDeleting, setDeleting] = useState(false);
  const [said, setSaid] = useState('');
  async function share(close: () => void) {
    close();
    try {
      await navigator.clipboard.writeText(`${location.origin}/sessions/${session.id}`);
      setSaid('Link copied');
    } catch {
      setSaid('The browser did not allow copying; the address above is the link');
    }
  }
  return (
    <>
      <span role="status" className={css.said}>
        {said}
      </span>
      <Popover label="More for this session" role="menu" trigger={<Icon name="more" />}>
        {(close) => (
          <>
            <MenuItem onSelect={() => void share(close)}>
              <Icon name="link" /> Copy link
            </MenuItem>
            <MenuItem
              danger
              disabled={!canDelete}
              onSelect={() => {
                close();
                setDeleting(true);
              }}
            >
              <Icon name="trash" /> Delete…
            </MenuItem>
          </>
        )}
      </Popover>
      {isDeleting && (
        <DeleteDialog
          session={session}
          onClose={() => setDeleting(false)}
          onDone={() => navigate('/sessions')}
        />
      )}
    </>
  );
}
