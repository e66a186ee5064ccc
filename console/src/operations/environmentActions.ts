import type {RuntimeState} from '@signalbox/client';
import {elapsed} from '../ui/Elapsed';
import {counted} from './words';

/** What can be done to an execution environment. */
export type Action = 'start' | 'restart' | 'terminate';

/** What makes sense as the environment is now, the likeliest first. */
export function actionsNow(runtime: RuntimeState | null): readonly Action[] {
  switch (runtime?.executionEnvironment?.status) {
    case undefined:
      return runtime === null ? [] : ['start'];
    case 'inactive':
      return ['start', 'terminate'];
    case 'terminated':
      return ['start'];
    case 'error':
    case 'starting':
    case 'ready':
      return ['restart', 'terminate'];
    default:
      return ['start', 'restart', 'terminate'];
  }
}

/** Whether the server has done it, as far as the state tells. */
export function isDone(action: Action, runtime: RuntimeState | null): boolean {
  const status = runtime?.executionEnvironment?.status;
  return action === 'terminate'
    ? status === 'terminated'
    : action === 'start'
      ? status === 'starting' || status === 'ready' || status === 'error'
      : status !== 'ready' && status !== 'error';
}

/** What it will come to, in sentences: for whoever is to confirm it. */
export function consequences(
  action: 'restart' | 'terminate',
  runtime: RuntimeState,
  now: number,
): string[] {
  const {activeQuery, queue, pendingPermissions, backgroundTasks} = runtime;
  const said = [
    action === 'restart'
      ? 'The agent and its runner are ended and started again in the same workspace; the conversation goes on where it was.'
      : 'The agent and its runner are ended. The conversation and the workspace stay; the next message, or Start, starts them again.',
  ];
  if (activeQuery !== undefined) {
    const waits = pendingPermissions.length > 0 ? ' and waits for permission' : '';
    said.push(
      `A query has been running for ${elapsed(now - activeQuery.startedAt)}${waits}: it ends as interrupted, and what it was doing is cut off.`,
    );
  } else {
    said.push('No query is running, so none is cut off.');
  }
  if (backgroundTasks !== undefined) {
    said.push(
      `${counted(backgroundTasks, 'task')} in the background end${backgroundTasks === 1 ? 's' : ''} too.`,
    );
  }
  if (queue.length > 0) {
    const many = queue.length > 1;
    said.push(
      `${counted(queue.length, 'message')} in the queue ${many ? 'stay' : 'stays'} there and ${many ? 'run' : 'runs'} when the environment is ready again.`,
    );
  }
  return said;
}
