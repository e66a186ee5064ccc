import type {MessageAccepted, SendMessage} from '@signalbox/client';
import {useCallback, useMemo} from 'react';
import {useShared} from './provider.js';
import {IDLE, Sender, type SendingValue, type SendOptions} from './sender.js';
import {Slot, useAll} from './slot.js';

export interface UseSendMessage extends SendingValue {
  /**
   * Sends a message, and again as long as that may help: the server takes it once. What failed for
   * good rejects; the same content passed again then goes as the same message.
   */
  send(content: SendMessage['content'], options?: SendOptions): Promise<MessageAccepted>;
  /** Ends the active query, if there is one. */
  interrupt(): Promise<void>;
  /** Takes back a message that waits. */
  unqueue(queryId: string): Promise<void>;
}

/** Says something to the agent of a session. */
export function useSendMessage(sessionId: string): UseSendMessage {
  const {hub, keepAliveMs} = useShared();
  const slot = useMemo(() => {
    const open = () => new Sender(hub, sessionId);
    return new Slot<SendingValue, Sender>(hub.senders, sessionId, open, IDLE, keepAliveMs);
  }, [hub, sessionId, keepAliveMs]);
  const value = useAll(slot);
  const send = useCallback(
    (content: SendMessage['content'], options?: SendOptions) =>
      slot.use((sender) => sender.send(content, options)),
    [slot],
  );
  const interrupt = useCallback(() => slot.use((sender) => sender.interrupt()), [slot]);
  const unqueue = useCallback(
    (queryId: string) => slot.use((sender) => sender.unqueue(queryId)),
    [slot],
  );
  return useMemo(() => ({...value, send, interrupt, unqueue}), [value, send, interrupt, unqueue]);
}
