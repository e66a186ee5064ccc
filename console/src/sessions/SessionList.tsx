import type {Session} from '@signalbox/client';
import {useLayoutEffect, useRef, type KeyboardEvent} from 'react';
import {useShortcuts} from '../app/useShortcuts';
import css from './SessionList.module.css';
import {ColumnTitles, SessionRow} from './SessionRow';

interface Props {
  sessions: readonly Session[];
  noRename: string | null;
  noDelete(session: Session): string | null;
  onRename(session: Session): void;
  onDelete(session: Session): void;
}

/** The rows. Arrows, or j and k, move from one to the next; Enter opens it. */
export function SessionList({sessions, noRename, noDelete, onRename, onDelete}: Props) {
  const list = useRef<HTMLUListElement>(null);
  const focused = useRef<{id: string; index: number} | null>(null);
  useShortcuts('List of sessions', [
    {keys: 'j', does: 'Next session; Enter opens it', act: () => move(list.current, 1)},
    {keys: 'k', does: 'Previous session', act: () => move(list.current, -1)},
    {keys: 'ArrowDown', does: 'As j', act: () => move(list.current, 1)},
    {keys: 'ArrowUp', does: 'As k', act: () => move(list.current, -1)},
  ]);
  // When the row with the focus goes, the one in its place gets it.
  useLayoutEffect(() => {
    const was = focused.current;
    const isLost = document.activeElement === document.body;
    if (was && isLost && !sessions.some(({id}) => id === was.id)) {
      focused.current = null;
      const links = linksOf(list.current);
      links[Math.min(was.index, links.length - 1)]?.focus();
    }
  }, [sessions]);
  function onKeyDown(event: KeyboardEvent) {
    const step = {Home: -Infinity, End: Infinity}[event.key];
    const isLink = (event.target as HTMLElement).matches('[data-session-link]');
    if (step !== undefined && isLink && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      move(list.current, step);
    }
  }
  return (
    <div className={css.list}>
      <ColumnTitles />
      <ul
        ref={list}
        aria-label="Sessions"
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const row = event.target.closest('li');
          const index = [...event.currentTarget.children].indexOf(row!);
          const session = sessions[index];
          focused.current = session ? {id: session.id, index} : null;
        }}
      >
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            noRename={noRename}
            noDelete={noDelete(session)}
            onRename={() => onRename(session)}
            onDelete={() => onDelete(session)}
          />
        ))}
      </ul>
    </div>
  );
}

/** Moves the focus by so many rows; from outside the list to its first or last one. */
function move(list: HTMLElement | null, step: number): void {
  const links = linksOf(list);
  if (links.length === 0) {
    return;
  }
  const row = document.activeElement?.closest('li');
  const at = links.findIndex((link) => link.closest('li') === row);
  const to = at === -1 ? (step > 0 ? 0 : links.length - 1) : at + step;
  const link = links[Math.min(Math.max(to, 0), links.length - 1)]!;
  link.focus();
  link.closest('li')?.scrollIntoView({block: 'nearest'});
}

function linksOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-session-link]') ?? [])];
}
