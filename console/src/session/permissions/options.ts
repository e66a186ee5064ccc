import type {PermissionRequest} from '@signalbox/client';

export type Option = PermissionRequest['options'][number];

const ORDER = ['allow_once', 'allow_always', 'answer', 'reject_once', 'reject_always'];

/** What a person may answer, to allow first; kinds that are not known stand at the end. */
export function ordered(request: PermissionRequest): readonly Option[] {
  const rank = ({kind}: Option) => (ORDER.indexOf(kind) + ORDER.length + 1) % (ORDER.length + 1);
  return [...request.options].sort((a, b) => rank(a) - rank(b));
}

export function isReject({kind}: Option): boolean {
  return kind === 'reject_once' || kind === 'reject_always';
}

/** The option that a digit stands for: 1 is the first of those that are shown. */
export function optionOfKey(key: string, options: readonly Option[]): Option | null {
  return /^[1-9]$/.test(key) ? (options[Number(key) - 1] ?? null) : null;
}

/** What "always" would cover for the rest of the session; null for an option that covers this request only. */
export function coverOf(option: Option, request: PermissionRequest): string | null {
  if (option.kind !== 'allow_always') {
    return null;
  }
  return request.rule === undefined ? `${request.toolName} with exactly this input` : request.rule;
}

/** What happens when nobody answers in time, in words. */
export function afterwards(request: PermissionRequest): string {
  const option = request.options.find(isReject);
  return option === undefined
    ? 'the agent is told that nobody answered'
    : `“${option.label}” is chosen`;
}
