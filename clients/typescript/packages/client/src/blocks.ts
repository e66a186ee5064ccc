import type {JsonObject} from './protocol.js';

/** What every block has. Fields that this release does not know are kept. */
export interface BlockHead {
  /** Unique in the session. */
  readonly id: string;
  /** ISO-8601. */
  readonly timestamp?: string;
  /** Why a complete block is not whole: `interrupted`, or `withdrawn`, which is to be hidden. */
  readonly incomplete?: 'interrupted' | 'withdrawn';
  readonly [field: string]: unknown;
}

export type Part =
  | {readonly type: 'text'; readonly text: string}
  | {
      readonly type: 'image';
      readonly source: {
        readonly type: 'base64' | 'url';
        readonly data: string;
        readonly mediaType?: string;
      };
    }
  | {
      readonly type: 'resource_link';
      readonly uri: string;
      readonly name: string;
      readonly mediaType?: string;
    }
  | {
      readonly type: 'resource';
      readonly uri: string;
      readonly mediaType?: string;
      readonly text?: string;
      readonly data?: string;
    };

export interface UserMessage extends BlockHead {
  readonly type: 'user_message';
  readonly content: string | readonly Part[];
}

export interface AssistantText extends BlockHead {
  readonly type: 'assistant_text';
  readonly content: string;
  readonly model?: string;
}

export interface Thinking extends BlockHead {
  readonly type: 'thinking';
  readonly content: string;
  readonly summary?: string;
}

export type ToolStatus = 'pending' | 'waiting' | 'running' | 'success' | 'error';

export interface ToolUse extends BlockHead {
  readonly type: 'tool_use';
  readonly toolName: string;
  readonly toolUseId: string;
  readonly input: unknown;
  readonly status: ToolStatus;
  readonly displayName?: string;
  readonly description?: string;
  /** `read` `edit` `delete` `move` `search` `execute` `think` `fetch` `other`. */
  readonly kind?: string;
  readonly locations?: readonly {readonly path: string; readonly line?: number}[];
  readonly changes?: readonly {
    readonly path: string;
    readonly oldText?: string;
    readonly newText?: string;
    readonly diff?: string;
  }[];
  readonly background?: boolean;
}

export interface ToolResult extends BlockHead {
  readonly type: 'tool_result';
  readonly toolUseId: string;
  /** A string, parts, or any JSON; a string while it streams. */
  readonly output: unknown;
  readonly isError: boolean;
  readonly durationMs?: number;
  readonly background?: boolean;
}

export interface Plan extends BlockHead {
  readonly type: 'plan';
  readonly entries: readonly {
    readonly content: string;
    readonly status: string;
    readonly priority?: string;
  }[];
}

export interface Subagent extends BlockHead {
  readonly type: 'subagent';
  /** The id of the conversation that holds its blocks. */
  readonly subagentId: string;
  readonly name?: string;
  readonly input: unknown;
  readonly status: Exclude<ToolStatus, 'waiting'>;
  readonly output?: unknown;
  readonly durationMs?: number;
  readonly toolUseId?: string;
}

export interface SystemNotice extends BlockHead {
  readonly type: 'system';
  readonly subtype: string;
  readonly message: string;
  readonly metadata?: JsonObject;
}

export interface ErrorBlock extends BlockHead {
  readonly type: 'error';
  readonly message: string;
  readonly code?: string;
}

/**
 * A thing that is said or done in a conversation. Newer agents may say types that are not in this
 * union: a `switch` over `type` keeps a `default`.
 */
export type Block =
  | UserMessage
  | AssistantText
  | Thinking
  | ToolUse
  | ToolResult
  | Plan
  | Subagent
  | SystemNotice
  | ErrorBlock;

/** The field that deltas append to, or null for a block without one. */
export function textField(type: string): 'content' | 'output' | null {
  switch (type) {
    case 'assistant_text':
    case 'thinking':
      return 'content';
    case 'tool_result':
      return 'output';
    default:
      return null;
  }
}

/** The block with more text; the same block where it has none. */
export function withDelta(block: Block, delta: string): Block {
  const field = textField(block.type);
  if (field === null || delta === '') {
    return block;
  }
  const text = block[field];
  return {...block, [field]: (typeof text === 'string' ? text : '') + delta} as Block;
}

const TEXT = (value: unknown) => typeof value === 'string';
const ANY = () => true;
const STATUS = (value: unknown) =>
  TEXT(value) && ['pending', 'waiting', 'running', 'success', 'error'].includes(value as string);

/** Fields that a block of a type cannot be without, and how they are recognized. */
const REQUIRED: Record<string, Record<string, (value: unknown) => boolean>> = {
  user_message: {content: (value) => TEXT(value) || Array.isArray(value)},
  tool_use: {toolName: TEXT, toolUseId: TEXT, input: ANY, status: STATUS},
  tool_result: {toolUseId: TEXT, isError: (value) => typeof value === 'boolean'},
  plan: {entries: Array.isArray},
  subagent: {
    subagentId: TEXT,
    input: ANY,
    status: (value) => STATUS(value) && value !== 'waiting',
  },
  system: {subtype: TEXT, message: TEXT},
  error: {message: TEXT},
};

/**
 * The block with some fields changed, null taking one away. An update that does not fit changes
 * nothing: all of it counts, or none.
 */
export function withUpdates(block: Block, updates: JsonObject): Block {
  const required = REQUIRED[block.type] ?? {};
  const changed: JsonObject = {...block};
  for (const [field, value] of Object.entries(updates)) {
    if (field === 'id' || field === 'type' || field === textField(block.type)) {
      return block;
    }
    if (Object.hasOwn(required, field) && (value === null || !required[field]!(value))) {
      return block;
    }
    if (value === null) {
      delete changed[field];
    } else {
      changed[field] = value;
    }
  }
  return changed as unknown as Block;
}

/** Whether an open block may go on after its query: a subagent at work, or a tool in background. */
export function outlivesItsQuery(block: Block): boolean {
  switch (block.type) {
    case 'subagent':
      return block.status !== 'success' && block.status !== 'error';
    case 'tool_use':
    case 'tool_result':
      return block.background === true;
    default:
      return false;
  }
}
