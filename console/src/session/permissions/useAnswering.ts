import {SignalboxError, type AnswerPermission, type PermissionRequest} from '@signalbox/client';
import {useMe, usePermissions} from '@signalbox/react';
import {useState} from 'react';
import {explain, failureOf} from '../../app/failure';
import {whyNot} from '../../app/roles';

/** The requests that this page answered. */
export const ANSWERED = new Set<string>();

/** How answering one request goes. */
export interface Answering {
  answer(body: AnswerPermission): void;
  readonly isBusy: boolean;
  readonly failure: string | null;
  /** Why one may not; null if one may. */
  readonly reason: string | null;
}

/** Answers a request once; one that somebody else answered goes by itself. */
export function useAnswering(sessionId: string, request: PermissionRequest): Answering {
  const {answer} = usePermissions(sessionId);
  const {me} = useMe();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const reason = whyNot(me, 'answer permission requests');
  async function send(body: AnswerPermission) {
    if (isBusy || reason !== null) {
      return;
    }
    setBusy(true);
    setFailure(null);
    // Before the answer: the event that it was taken may come first.
    ANSWERED.add(request.requestId);
    try {
      await answer(request.requestId, body);
    } catch (thrown) {
      ANSWERED.delete(request.requestId);
      const isLate =
        thrown instanceof SignalboxError && thrown.code === 'PERMISSION_ALREADY_RESOLVED';
      setFailure(isLate ? 'Somebody else was quicker.' : explain(failureOf(thrown)));
      setBusy(false);
    }
  }
  return {answer: (body) => void send(body), isBusy, failure, reason};
}
