import type {Principal, ResolvedPermission} from '@signalbox/client';
import {nameOf} from '../conversation/says';

/** What is said of a request that went without an answer from here; null if one's own answer did it. */
export function answeredElsewhere(
  {request, answer}: ResolvedPermission,
  me: Principal | null,
  isOwn: boolean,
): string | null {
  if (isOwn) {
    return null;
  }
  const what = request.title ?? request.toolName;
  const option = request.options.find((one) => one.id === answer.optionId);
  const chosen = option === undefined ? 'without an answer' : `“${option.label}”`;
  const {by} = answer;
  if (typeof by !== 'string') {
    const who = by.principal === me?.name ? `${by.principal}, elsewhere` : by.principal;
    return `${what} Answered by ${who}: ${chosen}.`;
  }
  switch (by) {
    case 'withdrawn':
      return `${what} The agent no longer waits for an answer.`;
    case 'deadline':
      return `${what} Nobody answered in time: ${chosen}.`;
    default:
      return `${what} Answered by ${nameOf(by)}: ${chosen}.`;
  }
}
