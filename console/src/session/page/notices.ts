import type {Agent, ConnectionState, RuntimeState, SignalboxError} from '@signalbox/client';
import type {Tone} from '../../ui/tone';

/** A line about something that is going on now, and what the reader may do about it. */
export interface PageNotice {
  readonly key: string;
  readonly tone: Tone;
  readonly text: string;
  readonly act: 'retry' | 'restart' | 'leave' | null;
}

export interface Situation {
  /** Of this session's events. */
  readonly connection: ConnectionState;
  /** Of the page: the banner above says what there is to say of it. */
  readonly shared: ConnectionState;
  readonly ended: 'deleted' | SignalboxError | null;
  /** Why the session itself could not be read, with its events at hand. */
  readonly error: SignalboxError | null;
  /** Whether there is something to see of it already. */
  readonly isShown: boolean;
  readonly wasRebuilt: boolean;
  readonly runtime: RuntimeState | null;
  /** The session's agent as this server knows it; null as long as that is not known. */
  readonly agent: Agent | null;
}

/** What is to be said above a conversation that is shown, the most urgent first. */
export function noticesOf(situation: Situation, now: number): PageNotice[] {
  const all = [
    ofConnection(situation, now),
    ofAgent(situation.agent),
    ofEnvironment(situation),
    situation.wasRebuilt
      ? notice('rebuilt', 'busy', 'The view was rebuilt from a snapshot; nothing is missing.')
      : null,
  ];
  return all.filter((one) => one !== null);
}

function notice(key: string, tone: Tone, text: string, act: PageNotice['act'] = null): PageNotice {
  return {key, tone, text, act};
}

function ofConnection(situation: Situation, now: number): PageNotice | null {
  const {connection, ended, error} = situation;
  if (ended === 'deleted') {
    const text = 'This session was deleted. What you see is the last that came of it.';
    return notice('ended', 'bad', text, 'leave');
  }
  if (ended !== null) {
    return notice('ended', 'bad', `${sentence(ended.detail)} Nothing new is shown.`, 'retry');
  }
  switch (connection.status) {
    case 'connecting':
      return null;
    case 'catching-up':
      return connection.behind > 0
        ? notice('behind', 'busy', `Catching up: ${events(connection.behind)} to go.`)
        : null;
    case 'resyncing':
      return notice('resync', 'busy', 'Rebuilding the view from a snapshot…');
    case 'reconnecting':
      return reconnecting(connection, situation, now);
    case 'closed':
      return connection.error === null
        ? null
        : notice(
            'closed',
            'bad',
            `${sentence(connection.error.detail)} Nothing new is shown.`,
            'retry',
          );
    case 'live':
      return error === null ? null : notice('stale', 'warn', sentence(error.detail), 'retry');
  }
}

function reconnecting(
  {behind, reason, retryAt}: Extract<ConnectionState, {status: 'reconnecting'}>,
  {shared, isShown}: Situation,
  now: number,
): PageNotice | null {
  const far = behind !== null && behind > 0 ? `This session is ${events(behind)} behind.` : null;
  if (shared.status === 'reconnecting') {
    return far === null ? null : notice('behind', 'warn', `${far} It goes on where it was.`);
  }
  const seconds = Math.ceil((retryAt - now) / 1000);
  const next = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying now…';
  const known = far ?? (isShown ? 'What you see is the last that came.' : 'Nothing is shown yet.');
  return notice('behind', 'warn', `${sentence(reason)} ${known} ${next}`, 'retry');
}

function ofAgent(agent: Agent | null): PageNotice | null {
  if (agent === null || agent.available) {
    return null;
  }
  const why = sentence(agent.reason ?? `${agent.displayName} cannot run on this server.`);
  const todo = agent.install ? ` To install it: ${agent.install}` : '';
  return notice('agent', 'warn', `${agent.displayName} cannot run here. ${why}${todo}`);
}

function ofEnvironment({runtime, agent}: Situation): PageNotice | null {
  const environment = runtime?.executionEnvironment;
  if (environment?.status !== 'error' || agent?.available === false) {
    return null;
  }
  const said = environment.statusMessage ?? environment.lastError?.message;
  const text = `The execution environment is in error. ${said ? sentence(said) : ''}`;
  return notice('environment', 'bad', text.trim(), 'restart');
}

function events(count: number): string {
  return `${count.toLocaleString('en')} event${count === 1 ? '' : 's'}`;
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
