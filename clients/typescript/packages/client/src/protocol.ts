import type {Block} from './blocks.js';
import type {components} from './openapi.js';

/** What `openapi.yaml` calls its schemas. */
export type Schemas = components['schemas'];

export type JsonObject = Record<string, unknown>;

export type Agent = Schemas['Agent'];
export type AnswerPermission = Schemas['AnswerPermission'];
export type AuditEntry = Schemas['AuditEntry'];
export type By = Schemas['By'];
export type CreateKey = Schemas['CreateKey'];
export type CreateSession = Schemas['CreateSession'];
export type Environment = Schemas['Environment'];
export type EnvironmentStatus = Schemas['EnvironmentStatus'];
export type Grant = Schemas['Grant'];
export type InterruptAccepted = Schemas['InterruptAccepted'];
export type Key = Schemas['Key'];
export type LogLevel = Schemas['LogLevel'];
export type LogSource = Schemas['LogSource'];
export type MessageAccepted = Schemas['MessageAccepted'];
export type PatchSession = Schemas['PatchSession'];
export type Permission = Schemas['Permission'];
export type PermissionRequest = Schemas['PermissionRequest'];
export type Principal = Schemas['Principal'];
export type Queued = Schemas['Queued'];
export type Role = Schemas['Role'];
export type RuntimeState = Schemas['RuntimeState'];
export type Secret = Schemas['Secret'];
export type SendMessage = Schemas['SendMessage'];
export type Session = Schemas['Session'];
export type SignedIn = Schemas['SignedIn'];
export type Ticket = Schemas['Ticket'];
export type Track = Schemas['Track'];
export type Usage = Schemas['Usage'];

/** Codes that this release knows; a newer server may say others. */
export type ErrorCode = Schemas['ErrorCode'] | (string & {});

/** What `data` holds, by the `type` of its event. */
export interface EventData {
  'session:created': Schemas['Created'];
  'session:block:start': Schemas['BlockStart'];
  'session:block:delta': Schemas['BlockDelta'];
  'session:block:update': Schemas['BlockUpdate'];
  'session:block:complete': Schemas['BlockComplete'];
  'session:metadata:update': Schemas['MetadataUpdate'];
  'session:query:queued': Schemas['QueryQueued'];
  'session:query:started': Schemas['QueryStarted'];
  'session:query:ended': Schemas['QueryEnded'];
  'session:permission:requested': Schemas['PermissionRequest'];
  'session:permission:resolved': Schemas['PermissionResolution'];
  'session:permission:revoked': Schemas['PermissionRevoked'];
  'session:options:update': Schemas['OptionsUpdate'];
  'session:file:created': Schemas['FileChange'];
  'session:file:modified': Schemas['FileChange'];
  'session:file:deleted': Schemas['FileChange'];
  'session:status': Schemas['StatusChange'];
  'session:log': Schemas['LogLine'];
  'session:error': Schemas['OperationalError'];
  'session:unknown': JsonObject;
}

/** The head of every event. */
export interface EnvelopeHead {
  readonly sessionId: string;
  /** Its number in the session, from 1. */
  readonly seq: number;
  /** ISO-8601. */
  readonly at: string;
  readonly track: Track;
  /** The query that it belongs to. */
  readonly queryId?: string;
  /** The `seq` before it in what this reader is sent; absent, that is `seq` - 1. */
  readonly prev?: number;
}

/** An event of one type. */
export type EventOf<T extends keyof EventData> = EnvelopeHead & {
  readonly type: T;
  readonly data: EventData[T];
};

/**
 * An event of a session. A newer server may send types that are not in this union: a `switch` over
 * `type` keeps a `default`.
 */
export type Envelope = {[T in keyof EventData]: EventOf<T>}[keyof EventData];

/** One conversation of a snapshot. */
export type ConversationView = Omit<Schemas['Conversation'], 'blocks'> & {blocks: Block[]};

/** What a session's events add up to; join with `after` = `asOfSeq` to go on. */
export type Snapshot = Omit<Schemas['Snapshot'], 'conversations'> & {
  conversations: Record<string, ConversationView>;
};

/** A page; `next` goes into `cursor`, or for events and logs into `after`. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}
