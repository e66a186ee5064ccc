import type {RuntimeState} from '@signalbox/client';
import {elapsed} from '../ui/Elapsed';
import type {EnvironmentSpan, Outcome, QuerySpan, Span} from './spans';

/** How long: "0.4 s", "12 s", "3 min 4 s", "2 h 5 min", "3 d 4 h". */
export function duration(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < 9_950) {
    return whole < 50 ? '0 s' : `${Number((whole / 1000).toFixed(1))} s`;
  }
  const seconds = Math.round(whole / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  return (
    parts(seconds, 60, 'min', 's', 3600) ??
    parts(Math.floor(seconds / 60), 60, 'h', 'min', 1440) ??
    parts(Math.floor(seconds / 3600), 24, 'd', 'h', Infinity)!
  );
}

function parts(count: number, size: number, big: string, small: string, below: number) {
  if (count >= below) {
    return null;
  }
  const rest = count % size;
  return `${Math.floor(count / size)} ${big}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** "1 message", "2 messages". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** How the execution environment is now: "ready", "not started yet". */
export function environmentNow(runtime: RuntimeState | null): string {
  return runtime === null
    ? 'not known yet'
    : (runtime.executionEnvironment?.status ?? 'not started yet');
}

/** What is being worked on now: "active 12 s", "waiting for an answer · active 1 min", "none". */
export function queryNow(
  runtime: RuntimeState | null,
  now: number,
  howLong: (ms: number) => string = elapsed,
): string {
  if (runtime === null) {
    return 'not known yet';
  }
  const {activeQuery, queue, pendingPermissions, backgroundTasks} = runtime;
  const said: string[] = [];
  if (activeQuery !== undefined) {
    if (pendingPermissions.length > 0) {
      said.push('waiting for an answer');
    }
    said.push(`active ${howLong(now - activeQuery.startedAt)}`);
  } else {
    said.push('none');
  }
  if (queue.length > 0) {
    said.push(`${queue.length} queued`);
  }
  if (backgroundTasks !== undefined) {
    said.push(`${backgroundTasks} in background`);
  }
  return said.join(' · ');
}

const OUTCOMES: Record<Outcome, string> = {
  completed: 'completed',
  interrupted: 'interrupted',
  failed: 'failed',
  timed_out: 'timed out',
  lost: 'lost',
  cancelled: 'taken back',
};

/** How a query ended; a newer server's word is said as it is. */
export function outcomeWords(outcome: Outcome): string {
  return OUTCOMES[outcome] ?? String(outcome);
}

/** One span in a sentence: "Environment ready for 3 min, since 10:02:11". */
export function spanWords(span: Span): string {
  return span.line === 'environment' ? environmentWords(span) : queryWords(span);
}

function environmentWords(span: EnvironmentSpan): string {
  const restart = span.isRestart ? `, after crash number ${span.restartCount}` : '';
  return `Environment ${span.kind}${restart}, ${lasted(span)}${said(span.message)}`;
}

function queryWords(span: QuerySpan): string {
  const what = {
    queued: 'Message queued',
    running: span.outcome === null ? 'Query active' : `Query ${outcomeWords(span.outcome)}`,
    waiting: 'Query waiting for an answer',
  }[span.kind];
  return `${what}, ${lasted(span)}${span.kind === 'running' ? said(span.cause) : ''}`;
}

function lasted({from, to, isOpen}: Span): string {
  return isOpen
    ? `${elapsed(to - from)} so far, since ${time(from)}`
    : `${duration(to - from)} from ${time(from)}`;
}

function said(message: string | null): string {
  return message === null ? '' : `: ${message}`;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', {timeStyle: 'medium'});

/** "10:02:11", in the reader's time zone. */
export function time(at: number): string {
  return CLOCK.format(at);
}

/** "10:02:11.123". */
export function preciseTime(at: number): string {
  return `${time(at)}.${String(((at % 1000) + 1000) % 1000).padStart(3, '0')}`;
}
