import type {CreateSession, JsonObject, SignalboxError} from '@signalbox/client';
import type {Draft} from './newSession';

/** Agents that are any program, which `command` names. */
export function takesCommand(agent: string): boolean {
  return agent === 'exec' || agent === 'acp';
}

/** The fields of the form that something can be wrong with. */
export type DraftField = 'agent' | 'environment' | 'folder' | 'command' | 'options';

/** What is wrong, and with which field. */
export class DraftError extends Error {
  readonly field: DraftField;

  constructor(field: DraftField, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * What is sent to make the session that a draft describes.
 *
 * @throws DraftError for what the server would refuse in less clear words
 */
export function buildSession(draft: Draft): CreateSession {
  if (draft.agent === '') {
    throw new DraftError('agent', 'Choose an agent.');
  }
  const options = optionsOf(draft);
  const name = draft.name.trim();
  const folder = draft.folder.trim();
  return {
    agent: draft.agent,
    key: draft.key,
    ...(draft.environment === '' ? {} : {environment: draft.environment}),
    ...(name === '' ? {} : {name}),
    ...(folder === '' ? {} : {workspace: {path: folder, inPlace: true}}),
    ...(Object.keys(options).length === 0 ? {} : {options}),
  };
}

function optionsOf(draft: Draft): JsonObject {
  const options = parseOptions(draft.options);
  if (draft.model.trim() !== '') {
    options['model'] = draft.model.trim();
  }
  if (draft.permissionMode !== '') {
    options['permissionMode'] = draft.permissionMode;
  }
  if (takesCommand(draft.agent)) {
    const command = commandOf(draft.command);
    if (command.length > 0) {
      options['command'] = command;
    } else if (options['command'] === undefined) {
      throw new DraftError('command', 'Say which program to run.');
    }
  }
  return options;
}

function parseOptions(text: string): JsonObject {
  if (text.trim() === '') {
    return {};
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DraftError('options', `This is no JSON: ${why}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DraftError('options', 'This must be a JSON object, such as {"model": "…"}.');
  }
  return {...value};
}

function commandOf(text: string): string[] {
  const words = splitCommand(text);
  if (words === null) {
    throw new DraftError('command', 'A quotation mark is not closed.');
  }
  return words;
}

/**
 * The words of a command line: split at blanks, with '…' and "…" around what has some; a backslash
 * takes the next character as it is, but not inside '…'. Nothing else is special, for no shell runs
 * it. Null when a quotation is not closed.
 */
export function splitCommand(text: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (c === '\\' && quote !== "'" && at + 1 < text.length) {
      word = (word ?? '') + text[++at]!;
    } else if (quote !== '') {
      if (c === quote) {
        quote = '';
      } else {
        word += c;
      }
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (/\s/.test(c)) {
      if (word !== null) {
        words.push(word);
        word = null;
      }
    } else {
      word = (word ?? '') + c;
    }
  }
  if (word !== null) {
    words.push(word);
  }
  return quote === '' ? words : null;
}

/** The field that a refusal of the server is about; null for the form as a whole. */
export function fieldOf({code, detail}: SignalboxError): DraftField | null {
  switch (code) {
    case 'UNKNOWN_AGENT':
    case 'AGENT_NOT_AVAILABLE':
    case 'AGENT_NOT_INSTALLED':
      return 'agent';
    case 'UNKNOWN_ENVIRONMENT':
    case 'ENVIRONMENT_NOT_AVAILABLE':
      return 'environment';
    case 'INVALID_OPTION':
      return detail.startsWith('workspace') ? 'folder' : aboutCommand(detail);
    default:
      return null;
  }
}

function aboutCommand(detail: string): DraftField {
  return /^(option )?'command'/.test(detail) ? 'command' : 'options';
}
