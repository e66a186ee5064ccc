import type {Envelope, EventData, Grant, PermissionRequest} from '../protocol.js';
import {isObject} from './conversations.js';
import type {Permissions} from './state.js';

/**
 * Folds one event. The first answer to a request moves it to the resolved ones, for ever; a person
 * who chose an option of kind `allow_always` grants it, unless a grant covers as much.
 */
export function foldPermissions(permissions: Permissions, event: Envelope): Permissions {
  const {pending, resolved, grants} = permissions;
  switch (event.type) {
    case 'session:permission:requested': {
      // The fold keeps the data whole, with what a newer server says.
      const id = event.data.requestId;
      return typeof id !== 'string' || pending.has(id) || resolved.has(id)
        ? permissions
        : {...permissions, pending: new Map(pending).set(id, typed(event.data))};
    }
    case 'session:permission:resolved': {
      const request = pending.get(event.data.requestId);
      return request === undefined ? permissions : resolve(permissions, request, event);
    }
    case 'session:permission:revoked':
      return grants.has(event.data.grantId)
        ? {...permissions, grants: without(grants, event.data.grantId)}
        : permissions;
    default:
      return permissions;
  }
}

/** The data as snapshots have it, with the `type` that a runner may leave out. */
function typed(request: PermissionRequest): PermissionRequest {
  return {...request, type: 'permission_requested'};
}

function resolve(
  {pending, resolved, grants}: Permissions,
  request: PermissionRequest,
  event: {at: string; data: EventData['session:permission:resolved']},
): Permissions {
  const id = request.requestId;
  return {
    pending: without(pending, id),
    resolved: new Map(resolved).set(id, {
      request,
      answer: event.data,
      resolvedAt: Date.parse(event.at),
    }),
    grants: isForEver(request, event.data, grants)
      ? new Map(grants).set(id, grantOf(request, event.data.by, event.at))
      : grants,
  };
}

function isForEver(
  request: PermissionRequest,
  answer: EventData['session:permission:resolved'],
  grants: ReadonlyMap<string, Grant>,
): boolean {
  return (
    isObject(answer.by) &&
    request.kind !== 'question' &&
    request.options.some((one) => one.id === answer.optionId && one.kind === 'allow_always') &&
    ![...grants.values()].some((grant) => covers(grant, request))
  );
}

function grantOf(request: PermissionRequest, grantedBy: Grant['grantedBy'], at: string): Grant {
  const {requestId: id, toolName, rule, input, title} = request;
  return {
    id,
    toolName,
    ...(rule === undefined ? {input} : {rule}),
    ...(title !== undefined && {title}),
    grantedBy,
    at,
  };
}

/** Whether a request needs no person because of a grant: the same rule, or the same input. */
export function covers(grant: Grant, request: PermissionRequest): boolean {
  if (request.kind === 'question' || request.toolName !== grant.toolName) {
    return false;
  }
  return grant.rule === undefined
    ? request.rule === undefined && isSame(request.input, grant.input)
    : grant.rule === request.rule;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, i) => isSame(one, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
    );
  }
  return a === b;
}

function without<V>(map: ReadonlyMap<string, V>, key: string): Map<string, V> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
