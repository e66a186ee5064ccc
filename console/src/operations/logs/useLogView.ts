import type {LogLevel, LogSource} from '@signalbox/client';
import {useLogs, type UseLogs} from '@signalbox/react';
import {useEffect, useState} from 'react';
import {oneOf, useRemembered} from '../storage';
import {LEVELS, SOURCES, type LogLine} from './lines';

const DEBOUNCE_MS = 300;

export interface LogFilter {
  readonly level: LogLevel;
  readonly source: LogSource | 'all';
  /** What is looked for: what is in the field, once nobody types any more. */
  readonly contains: string;
}

/** The filters of a session's logs, which this tab of the browser remembers. */
export function useLogFilter(sessionId: string) {
  const [level, setLevel] = useRemembered('signalbox.logs.level', 'info', oneOf(...LEVELS));
  const [source, setSource] = useRemembered('signalbox.logs.source', 'all', oneOf(...SOURCES));
  const [text, setText] = useRemembered(`signalbox.logs.text.${sessionId}`, '', (said) => said);
  const [contains, setContains] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setContains(text.trim()), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return {filter: {level, source, contains} as LogFilter, text, setLevel, setSource, setText};
}

export interface LogView extends UseLogs {
  /** What is to be shown: all that there is, or when paused what there was. */
  readonly shown: readonly LogLine[];
  readonly isPaused: boolean;
  pause(): void;
  resume(): void;
}

/** The lines that a filter lets through; they stand still while paused. */
export function useLogView(sessionId: string, {level, source, contains}: LogFilter): LogView {
  const logs = useLogs(sessionId, {
    minLevel: level,
    source: source === 'all' ? undefined : source,
    contains: contains === '' ? undefined : contains,
  });
  const [frozen, setFrozen] = useState<readonly LogLine[] | null>(null);
  // Another filter shows other lines: what was frozen is of no use.
  useEffect(() => setFrozen(null), [level, source, contains]);
  return {
    ...logs,
    shown: frozen ?? logs.lines,
    isPaused: frozen !== null,
    pause: () => setFrozen(logs.lines),
    resume: () => setFrozen(null),
  };
}
