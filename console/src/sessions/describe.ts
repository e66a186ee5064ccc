import type {By, RuntimeState, Session, Usage} from '@signalbox/client';
import type {Tone} from '../ui/tone';
import {toneOfStatus} from '../ui/tone';

/** One of the two machines, in a word or two. */
export interface MachineWords {
  readonly tone: Tone;
  readonly text: string;
  /** Since when, where that is worth counting; ms since the epoch. */
  readonly since?: number;
  /** A sentence that says more. */
  readonly more?: string | undefined;
}

/** The end of an id: its beginning is the time, and the same for sessions of one day. */
export function shortId(id: string): string {
  return id.slice(-6);
}

/** What people call a session; one without a name goes by its agent and id. */
export function nameOf(session: Pick<Session, 'id' | 'agent' | 'name'>): string {
  return session.name || `${session.agent} ${shortId(session.id)}`;
}

/** Of the execution environment. */
export function environmentWords({executionEnvironment}: RuntimeState): MachineWords {
  if (executionEnvironment === null) {
    const more = 'No execution environment yet; the first message starts one.';
    return {tone: 'idle', text: 'not started', more};
  }
  const {status, statusMessage} = executionEnvironment;
  return {tone: toneOfStatus(status), text: status, more: statusMessage};
}

/** Of the query. */
export function queryWords(runtime: RuntimeState): MachineWords {
  const {activeQuery, queue, pendingPermissions, backgroundTasks} = runtime;
  const waiting = queue.length === 0 ? undefined : `${plural(queue.length, 'message')} waiting`;
  if (activeQuery) {
    const isAsking = pendingPermissions.length > 0;
    return {
      tone: isAsking ? 'warn' : 'busy',
      text: isAsking ? 'waiting for an answer' : 'running',
      since: activeQuery.startedAt,
      more: waiting,
    };
  }
  if (pendingPermissions.length > 0) {
    return {tone: 'warn', text: 'waiting for an answer', more: waiting};
  }
  if (waiting) {
    return {tone: 'busy', text: waiting};
  }
  return backgroundTasks
    ? {tone: 'busy', text: `${plural(backgroundTasks, 'task')} in the background`}
    : {tone: 'idle', text: 'idle'};
}

/** `1 message`, `2 messages`. */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}

/** What is counted as the tokens of a session. */
export function tokensOf(usage: Usage): number {
  return usage.totalTokens;
}

/** Who did it, as a name; rules have none. */
export function principalOf(by: By | undefined): string | null {
  return typeof by === 'object' && by !== null && 'principal' in by ? by.principal : null;
}
