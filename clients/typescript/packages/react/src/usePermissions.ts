import type {AnswerPermission, Grant, PermissionRequest, SessionView} from '@signalbox/client';
import {useCallback, useMemo} from 'react';
import {useClient} from './provider.js';
import {steady} from './same.js';
import {useSelected} from './slot.js';
import {useSessionSlot} from './useSession.js';

export interface UsePermissions {
  /** What waits for a person, the oldest first. What somebody else answers leaves by itself. */
  readonly pending: readonly PermissionRequest[];
  /** What was allowed for the whole session, the oldest first. */
  readonly grants: readonly Grant[];
  /**
   * Rejects with `PERMISSION_ALREADY_RESOLVED` when somebody was quicker: its `body` says who, when
   * and what.
   */
  answer(requestId: string, body: AnswerPermission): Promise<void>;
  revoke(grantId: string): Promise<void>;
}

interface Asked {
  readonly pending: readonly PermissionRequest[];
  readonly grants: readonly Grant[];
}

const NOTHING_ASKED: Asked = {pending: [], grants: []};

/** What the agent waits for a person to allow, and what it was allowed for good. */
export function usePermissions(sessionId: string): UsePermissions {
  const {sessions} = useClient();
  const {pending, grants} = useSelected(useSessionSlot(sessionId), useMemo(selectAsked, []));
  const answer = useCallback(
    async (requestId: string, body: AnswerPermission) => {
      await sessions.answer(sessionId, requestId, body);
    },
    [sessions, sessionId],
  );
  const revoke = useCallback(
    (grantId: string) => sessions.revoke(sessionId, grantId),
    [sessions, sessionId],
  );
  return useMemo(() => ({pending, grants, answer, revoke}), [pending, grants, answer, revoke]);
}

function selectAsked(): (view: SessionView) => Asked {
  const asked = steady((permissions: NonNullable<SessionView['state']>['permissions']) => ({
    pending: [...permissions.pending.values()],
    grants: [...permissions.grants.values()],
  }));
  return ({state}) => (state === null ? NOTHING_ASKED : asked(state.permissions));
}
