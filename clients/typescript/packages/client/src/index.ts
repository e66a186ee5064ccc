export * from './blocks.js';
export {SignalboxClient} from './client.js';
export type {
  AuditQuery,
  EventsQuery,
  KeyCommands,
  LogsQuery,
  SecretCommands,
  SessionCommands,
  SessionsQuery,
} from './commands.js';
export {SignalboxError} from './errors.js';
export * from './fold/index.js';
export * from './options.js';
export * from './protocol.js';
export {SessionStore} from './store.js';
export type {SessionOptions, SessionView} from './store.js';
