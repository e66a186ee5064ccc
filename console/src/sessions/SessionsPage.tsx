import type {Session} from '@signalbox/client';
import {useMe, useSessionList} from '@signalbox/react';
import {useState} from 'react';
import {explain} from '../app/failure';
import {may, mayDelete, whyNot} from '../app/roles';
import {useDocumentTitle} from '../app/useDocumentTitle';
import {Button} from '../ui/Button';
import {EmptyState} from '../ui/EmptyState';
import {Icon} from '../ui/Icon';
import {Notice} from '../ui/Notice';
import {Skeleton} from '../ui/Skeleton';
import {DeleteDialog} from './DeleteDialog';
import {plural} from './describe';
import {FirstSession} from './FirstSession';
import {Filters} from './Filters';
import {useListQuery} from './listQuery';
import {openNewSession} from './newSession';
import {RenameDialog} from './RenameDialog';
import {SearchField} from './SearchField';
import {SessionList} from './SessionList';
import css from './SessionsPage.module.css';
import {useAgents} from './useAgents';

type Open = {what: 'rename' | 'delete'; session: Session};

/** All sessions, as they are now. */
export function SessionsPage() {
  useDocumentTitle('Sessions');
  const {query, change, isSearchAsked} = useListQuery();
  const list = useSessionList(query);
  const agents = useAgents();
  const {me} = useMe();
  const [open, setOpen] = useState<Open | null>(null);
  const noCreate = whyNot(me, 'create sessions');
  const isNarrowed = Object.keys(query).length > 0;
  const clear = () => change({q: '', status: '', agent: '', active: ''});
  const dialog = open && {
    session: open.session,
    onClose: () => setOpen(null),
    onDone: () => void list.refresh(),
  };
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Sessions</h1>
        <Button
          kind="primary"
          disabled={!may(me, 'create sessions')}
          title={noCreate ?? 'New session (n)'}
          onClick={openNewSession}
        >
          <Icon name="plus" /> New session
        </Button>
      </header>
      {noCreate && <p className={css.role}>{noCreate}</p>}
      <div className={css.tools}>
        <SearchField
          value={query.q ?? ''}
          autoFocus={isSearchAsked}
          onSearch={(q) => change({q, search: ''})}
        />
        <Filters query={query} agents={agents.value ?? []} onChange={change} />
      </div>
      {list.error && list.sessions.length > 0 && (
        <Notice tone="warn" action={<Retry onRetry={() => void list.refresh()} />}>
          This list may be old: {explain(list.error)}
        </Notice>
      )}
      <p className="visually-hidden" role="status">
        {list.loading ? '' : `${plural(list.sessions.length, 'session')} shown`}
      </p>
      {list.sessions.length > 0 ? (
        <SessionList
          sessions={list.sessions}
          noRename={whyNot(me, 'change sessions')}
          noDelete={(session) => noDelete(me, session)}
          onRename={(session) => setOpen({what: 'rename', session})}
          onDelete={(session) => setOpen({what: 'delete', session})}
        />
      ) : list.error ? (
        <EmptyState
          role="alert"
          title="The sessions could not be loaded"
          actions={<Retry onRetry={() => void list.refresh()} />}
        >
          {explain(list.error)}
        </EmptyState>
      ) : list.loading ? (
        <Skeleton rows={6}>Loading sessions…</Skeleton>
      ) : isNarrowed ? (
        <EmptyState
          role="status"
          title="No session fits"
          actions={<Button onClick={clear}>Show all sessions</Button>}
        >
          {query.q
            ? `Nothing was found for “${query.q}”. Names, ids, agents, metadata and what people said are searched; what agents said is not.`
            : 'None is as the filters ask for right now.'}
        </EmptyState>
      ) : (
        <FirstSession noCreate={noCreate} />
      )}
      {list.hasMore && (
        <div className={css.more}>
          <Button disabled={list.loading} onClick={() => void list.loadMore()}>
            {list.loading ? 'Loading more sessions…' : 'Load more sessions'}
          </Button>
        </div>
      )}
      {dialog && open.what === 'rename' && <RenameDialog {...dialog} />}
      {dialog && open.what === 'delete' && <DeleteDialog {...dialog} />}
    </div>
  );
}

function Retry({onRetry}: {onRetry(): void}) {
  return (
    <Button size="small" onClick={onRetry}>
      Try again
    </Button>
  );
}

function noDelete(me: Parameters<typeof mayDelete>[0], session: Session): string | null {
  const needs = whyNot(me, 'delete sessions');
  return (
    needs ??
    (mayDelete(me, session)
      ? null
      : 'You can delete sessions that you created; for others you need the role admin.')
  );
}
