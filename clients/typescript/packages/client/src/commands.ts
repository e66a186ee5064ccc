import type {Http, Query} from './http.js';
import type {RequestOptions} from './options.js';
import type {
  Agent,
  AnswerPermission,
  AuditEntry,
  CreateKey,
  CreateSession,
  Environment,
  EnvironmentStatus,
  Envelope,
  EventData,
  EventOf,
  Grant,
  InterruptAccepted,
  Key,
  LogLevel,
  LogSource,
  MessageAccepted,
  Page,
  PatchSession,
  Permission,
  Principal,
  Secret,
  SendMessage,
  Session,
  SignedIn,
  Snapshot,
  Ticket,
  Track,
} from './protocol.js';

/** Queries may be built with fields that are undefined: these are left out. */
type Optional<T> = {readonly [K in keyof T]?: T[K] | undefined};

export type SessionsQuery = Optional<{
  /** Text to search for: in names, ids, metadata and what people said. */
  q: string;
  status: EnvironmentStatus;
  agent: string;
  /** Whether a query runs. */
  active: boolean;
  /** 1 to 1,000; absent is 100. */
  limit: number;
  cursor: string;
}>;

/** `after` is a `seq`, or the `next` of the page before. */
export type EventsQuery = Optional<{
  after: number | string;
  limit: number;
  types: readonly (keyof EventData)[];
  tracks: readonly Track[];
  order: 'asc' | 'desc';
}>;

export type LogsQuery = Optional<{
  minLogLevel: LogLevel | 'off';
  source: LogSource;
  /** A text, in capitals or not. */
  contains: string;
  /** ISO-8601. */
  since: string;
  /** ISO-8601; before this moment. */
  until: string;
  after: number | string;
  limit: number;
  order: 'asc' | 'desc';
}>;

export type AuditQuery = Optional<{
  principal: string;
  action: string;
  sessionId: string;
  since: string;
  until: string;
  cursor: string;
  limit: number;
}>;

const API = '/api/v1';
const at = (...path: string[]) => [API, ...path.map(encodeURIComponent)].join('/');

/** What can be asked of sessions: one method for each route. Each rejects with a `SignalboxError`. */
export type SessionCommands = ReturnType<typeof sessionCommands>;

export function sessionCommands(http: Http) {
  const one = (id: string, ...path: string[]) => at('sessions', id, ...path);
  const events = async <E>(path: string, query: Query, options?: RequestOptions) => {
    const {items, next} = await http.json<{items: E[]; next: number | string | null}>('GET', path, {
      ...options,
      query,
    });
    return {items, next: next === null ? null : String(next)} satisfies Page<E>;
  };
  return {
    /** A page, the newest activity first. */
    list: (query: SessionsQuery = {}, options?: RequestOptions) =>
      http.json<Page<Session>>('GET', at('sessions'), {...options, query}),
    /** With `key` a second one gives the session that there is. */
    create: (body: CreateSession, options?: RequestOptions) =>
      http.json<Session>('POST', at('sessions'), {...options, body}),
    get: (id: string, options?: RequestOptions) => http.json<Session>('GET', one(id), options),
    /** In `options`, null takes one away. */
    patch: (id: string, body: PatchSession, options?: RequestOptions) =>
      http.json<Session>('PATCH', one(id), {...options, body}),
    /** Really deletes environment, journal and files. */
    delete: (id: string, options?: RequestOptions) => http.json<void>('DELETE', one(id), options),
    snapshot: (id: string, options?: RequestOptions) =>
      http.json<Snapshot>('GET', one(id, 'snapshot'), options),
    events: (id: string, query: EventsQuery = {}, options?: RequestOptions) =>
      events<Envelope>(one(id, 'events'), query, options),
    logs: (id: string, query: LogsQuery = {}, options?: RequestOptions) =>
      events<EventOf<'session:log'>>(one(id, 'logs'), query, options),
    /** The same `messageId` again gives the same query, for ever. */
    send: (id: string, body: SendMessage, options?: RequestOptions) =>
      http.json<MessageAccepted>('POST', one(id, 'messages'), {...options, body}),
    /** Ends the active query. */
    interrupt: (id: string, options?: RequestOptions) =>
      http.json<InterruptAccepted>('POST', one(id, 'interrupt'), options),
    /** Takes back a message that waits. */
    unqueue: (id: string, queryId: string, options?: RequestOptions) =>
      http.json<void>('DELETE', one(id, 'queue', queryId), options),
    permissions: (id: string, options?: RequestOptions) =>
      http.json<Page<Permission>>('GET', one(id, 'permissions'), options),
    /** The first answer wins; a later one is `PERMISSION_ALREADY_RESOLVED`. */
    answer: (id: string, requestId: string, body: AnswerPermission, options?: RequestOptions) =>
      http.json<Permission>('POST', one(id, 'permissions', requestId), {...options, body}),
    /** What was allowed for the whole session. */
    grants: (id: string, options?: RequestOptions) =>
      http.json<Page<Grant>>('GET', one(id, 'permissions', 'grants'), options),
    revoke: (id: string, grantId: string, options?: RequestOptions) =>
      http.json<void>('DELETE', one(id, 'permissions', 'grants', grantId), options),
    /** Starts the environment. */
    start: (id: string, options?: RequestOptions) =>
      http.json<void>('POST', one(id, 'environment', 'start'), options),
    restart: (id: string, options?: RequestOptions) =>
      http.json<void>('POST', one(id, 'environment', 'restart'), options),
    terminate: (id: string, options?: RequestOptions) =>
      http.json<void>('POST', one(id, 'environment', 'terminate'), options),
  };
}

/** For administrators: API keys of the own tenant. */
export type KeyCommands = ReturnType<typeof keyCommands>;

export function keyCommands(http: Http) {
  return {
    list: (options?: RequestOptions) => http.json<Page<Key>>('GET', at('keys'), options),
    /** Only this answer has the key's `token`. */
    create: (body: CreateKey, options?: RequestOptions) =>
      http.json<Key>('POST', at('keys'), {...options, body}),
    revoke: (id: string, options?: RequestOptions) =>
      http.json<void>('DELETE', at('keys', id), options),
  };
}

/** Secrets for agents; their values are told to nobody. */
export type SecretCommands = ReturnType<typeof secretCommands>;

export function secretCommands(http: Http) {
  return {
    list: (options?: RequestOptions) => http.json<Page<Secret>>('GET', at('secrets'), options),
    put: (
      name: string,
      body: {readonly value: string},
      {tenant, ...options}: RequestOptions & {readonly tenant?: string} = {},
    ) => http.json<Secret>('PUT', at('secrets', name), {...options, body, query: {tenant}}),
    delete: (
      name: string,
      {tenant, ...options}: RequestOptions & {readonly tenant?: string} = {},
    ) => http.json<void>('DELETE', at('secrets', name), {...options, query: {tenant}}),
  };
}

/** What can be asked of the server itself. */
export function serverCommands(http: Http) {
  return {
    agents: (options?: RequestOptions) => http.json<Page<Agent>>('GET', at('agents'), options),
    environments: (options?: RequestOptions) =>
      http.json<Page<Environment>>('GET', at('environments'), options),
    me: (options?: RequestOptions) => http.json<Principal>('GET', at('me'), options),
    ticket: (use: Ticket['use'] = 'stream', options?: RequestOptions) =>
      http.json<Ticket>('POST', at('tickets'), {...options, body: {use}}),
    signIn: (secret: {token: string} | {ticket: string}, options?: RequestOptions) =>
      http.json<SignedIn>('POST', at('signin'), {
        ...options,
        ...('token' in secret
          ? {token: secret.token}
          : {token: null, body: {ticket: secret.ticket}}),
      }),
    signOut: (options?: RequestOptions) => http.json<void>('POST', at('signout'), options),
    audit: (query: AuditQuery = {}, options?: RequestOptions) =>
      http.json<Page<AuditEntry>>('GET', at('audit'), {...options, query}),
    metrics: (options?: RequestOptions) =>
      http.text('GET', '/api/v1/metrics', {...options, headers: {Accept: 'text/plain'}}),
    readiness: (options?: RequestOptions) => http.json<unknown>('GET', '/readyz', options),
  };
}
