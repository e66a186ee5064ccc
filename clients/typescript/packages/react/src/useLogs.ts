import type {LogLevel, LogSource} from '@signalbox/client';
import {useCallback, useMemo} from 'react';
import {LogPages, NO_LINES, type LogsValue} from './logPages.js';
import {useShared} from './provider.js';
import {Slot, useAll} from './slot.js';

export interface UseLogsOptions {
  /** The level from which on lines are shown; absent is `info`. */
  readonly minLevel?: LogLevel | undefined;
  /** Whose lines; absent is everybody's. */
  readonly source?: LogSource | undefined;
  /** A text that stands in the message, in capitals or not. */
  readonly contains?: string | undefined;
  /** How many lines a page has, from 1 to 1,000; absent is 200. */
  readonly pageSize?: number | undefined;
}

export interface UseLogs extends LogsValue {
  /** Fetches a page of older lines. Never rejects: what went wrong is in `error`. */
  loadOlder(): Promise<void>;
}

/**
 * The log lines of a session: the newest ones, what comes live, and older ones on demand. The newest
 * 10,000 are kept; where that leaves older ones out, `hasOlder` says so, and a filter finds them.
 */
export function useLogs(
  sessionId: string,
  {minLevel = 'info', source, contains, pageSize = 200}: UseLogsOptions = {},
): UseLogs {
  const {hub, keepAliveMs} = useShared();
  const text = contains === '' ? undefined : contains;
  const slot = useMemo(() => {
    const open = () => new LogPages(hub, sessionId, {minLevel, source, contains: text, pageSize});
    const key = JSON.stringify([sessionId, minLevel, source, text, pageSize]);
    return new Slot<LogsValue, LogPages>(hub.logs, key, open, NO_LINES, keepAliveMs);
  }, [hub, keepAliveMs, sessionId, minLevel, source, text, pageSize]);
  const value = useAll(slot);
  const loadOlder = useCallback(() => slot.use((pages) => pages.loadOlder()), [slot]);
  return useMemo(() => ({...value, loadOlder}), [value, loadOlder]);
}
