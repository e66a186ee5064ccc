import type {Envelope, EventData, RuntimeState} from '@signalbox/client';

/** When the events of tests begin; a whole minute. */
export const START = Date.parse('2026-11-23T10:00:00.000Z');

type Rest = {queryId?: string; prev?: number; seq?: number};

/** Makes events of one session, numbered from 1, each some seconds after {@link START}. */
export function journal() {
  let seq = 0;
  return function event<T extends keyof EventData>(
    type: T,
    seconds: number,
    data: EventData[T],
    rest: Rest = {},
  ): Extract<Envelope, {type: T}> {
    seq = rest.seq ?? seq + 1;
    const head = {sessionId: 's1', seq, at: new Date(START + seconds * 1000).toISOString()};
    const track = /status|log|error|unknown/.test(type) ? 'operations' : 'conversation';
    return {...head, track, ...rest, type, data, seq} as unknown as Extract<Envelope, {type: T}>;
  };
}

type Environment = NonNullable<RuntimeState['executionEnvironment']>;

/** A runtime state in which nothing but the environment is said. */
export function runtime(
  status: Environment['status'],
  more: Partial<Environment> = {},
  rest: Partial<RuntimeState> = {},
): {runtime: RuntimeState} {
  return {
    runtime: {
      isLoaded: true,
      executionEnvironment: {id: 'e1', status, restartCount: 0, ...more},
      queue: [],
      pendingPermissions: [],
      ...rest,
    },
  };
}

/** A request for permission with one option. */
export function request(
  requestId: string,
  queryId: string,
): EventData['session:permission:requested'] {
  return {
    type: 'permission_requested',
    requestId,
    queryId,
    toolName: 'Bash',
    input: {command: 'npm test'},
    options: [{id: 'yes', kind: 'allow_once', label: 'Allow'}],
  };
}
