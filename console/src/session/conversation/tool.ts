import type {ToolResult, ToolUse} from '@signalbox/client';

type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

const PATHS = ['file_path', 'path', 'filePath', 'notebook_path', 'filename'];
const BY_KIND: Record<string, readonly string[]> = {
  execute: ['command', 'cmd', 'script'],
  search: ['pattern', 'query', 'glob'],
  fetch: ['url', 'uri', 'query'],
  think: ['thought', 'description'],
};
const ANY = ['command', 'pattern', 'query', 'url', ...PATHS, 'prompt', 'description', 'title'];

/** The input in one line: the command, the file, the pattern. Empty if there is nothing to say. */
export function summaryOf(tool: ToolUse): string {
  const input = fieldsOf(tool.input);
  const place = tool.locations?.[0];
  const path = place ? place.path + (place.line ? `:${place.line}` : '') : null;
  switch (tool.kind) {
    case 'read':
    case 'edit':
    case 'delete':
    case 'move':
      return path ?? tool.changes?.[0]?.path ?? first(input, PATHS) ?? first(input, ANY) ?? '';
    case 'search': {
      const where = first(input, PATHS);
      const what = first(input, BY_KIND['search']!);
      return what === null ? (where ?? '') : where === null ? what : `${what} in ${where}`;
    }
    default:
      return (
        first(input, BY_KIND[tool.kind ?? ''] ?? []) ??
        path ??
        tool.description ??
        first(input, ANY) ??
        (typeof tool.input === 'string' ? oneLine(tool.input) : '')
      );
  }
}

function first(input: Fields, names: readonly string[]): string | null {
  for (const name of names) {
    const value = input[name];
    if (typeof value === 'string' && value !== '') {
      return oneLine(value);
    }
    if (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')) {
      return oneLine(value.join(' '));
    }
  }
  return null;
}

function oneLine(text: string): string {
  const line = text.slice(0, 400).trim().split('\n', 1)[0]!;
  return line.length < text.trim().length ? `${line} …` : line;
}

/** The command of a tool that runs one, whole; null for other tools. */
export function commandOf(tool: ToolUse): string | null {
  const {command} = fieldsOf(tool.input);
  if (Array.isArray(command)) {
    return command.join(' ');
  }
  return typeof command === 'string' ? command : null;
}

/** The input without what is shown in another way. */
export function restOf(tool: ToolUse): unknown {
  if (commandOf(tool) === null) {
    return tool.input;
  }
  const {command: _, ...rest} = fieldsOf(tool.input);
  return rest;
}

export function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

export function pretty(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
}

/** How a tool call stands. */
export type ToolPhase = 'preparing' | 'waiting' | 'running' | 'done' | 'failed' | 'interrupted';

export function phaseOf(tool: ToolUse, result: ToolResult | null): ToolPhase {
  if (tool.incomplete === 'interrupted' || result?.incomplete === 'interrupted') {
    return 'interrupted';
  }
  if (tool.status === 'error' || result?.isError === true) {
    return 'failed';
  }
  switch (tool.status) {
    case 'success':
      return 'done';
    case 'running':
      return 'running';
    case 'waiting':
      return 'waiting';
    default:
      return 'preparing';
  }
}

/** Whether the whole card is shown at once: work on files, commands, and what went wrong. */
export function isOpenByDefault(tool: ToolUse, phase: ToolPhase, output: unknown): boolean {
  if (phase === 'waiting') {
    return false; // The request for permission shows it all.
  }
  return (
    phase === 'failed' ||
    tool.kind === 'edit' ||
    tool.kind === 'execute' ||
    (tool.changes?.length ?? 0) > 0 ||
    (Array.isArray(output) && output.some((part) => fieldsOf(part)['type'] === 'image'))
  );
}
