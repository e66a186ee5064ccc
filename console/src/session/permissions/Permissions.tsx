import {blockOf, type PermissionRequest, type SessionState, type ToolUse} from '@signalbox/client';
import {useMe} from '@signalbox/react';
import {useEffect, useRef, useState} from 'react';
import {answeredElsewhere} from './answered';
import {PermissionCard} from './PermissionCard';
import css from './permissions.module.css';
import {QuestionCard} from './QuestionCard';
import {ANSWERED} from './useAnswering';

/**
 * What waits for a person: the oldest request as a card, the others behind it. It stands at the end
 * of the conversation, and stays in sight when that is scrolled away.
 */
export function Permissions({sessionId, state}: {sessionId: string; state: SessionState}) {
  const pending = [...state.permissions.pending.values()];
  const gone = useGone(state);
  const request = pending[0];
  return (
    <>
      <p role="status" className="visually-hidden">
        {request !== undefined &&
          `The agent asks: ${request.title ?? `may it use ${request.toolName}?`}`}
      </p>
      {(request !== undefined || gone !== null) && (
        <div className={css.sticky}>
          {gone !== null && (
            <p role="status" className={css.gone}>
              {gone}
            </p>
          )}
          {request !== undefined && (
            <Card
              key={request.requestId}
              sessionId={sessionId}
              state={state}
              request={request}
              more={pending.length - 1}
            />
          )}
        </div>
      )}
    </>
  );
}

function Card({
  sessionId,
  state,
  request,
  more,
}: {
  sessionId: string;
  state: SessionState;
  request: PermissionRequest;
  more: number;
}) {
  const common = {sessionId, request, more};
  return request.kind === 'question' ? (
    <QuestionCard {...common} />
  ) : (
    <PermissionCard {...common} tool={toolOf(state, request)} />
  );
}

/** The call that a request is about: among the blocks that are not complete. */
function toolOf(state: SessionState, request: PermissionRequest): ToolUse | null {
  for (const id of state.conversations.open) {
    const block = blockOf(state, id)?.block;
    if (block?.type === 'tool_use' && block.toolUseId === request.toolUseId) {
      return block;
    }
  }
  return null;
}

/** How long it is said who answered, in milliseconds. */
const SAID_MS = 8_000;

/** Says of the request that went last who answered it, if it was not answered here. */
function useGone(state: SessionState): string | null {
  const {me} = useMe();
  const {pending, resolved} = state.permissions;
  const shown = useRef<ReadonlySet<string>>(new Set());
  const [gone, setGone] = useState<string | null>(null);
  useEffect(() => {
    const left = [...shown.current].filter((id) => !pending.has(id));
    shown.current = new Set(pending.keys());
    for (const id of left) {
      const answer = resolved.get(id);
      if (answer !== undefined) {
        setGone(answeredElsewhere(answer, me, ANSWERED.has(id)));
      }
    }
  }, [pending, resolved, me]);
  useEffect(() => {
    if (gone === null) {
      return undefined;
    }
    const timer = setTimeout(() => setGone(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [gone]);
  return gone;
}
