import {blockOf, SignalboxError, type MessageAccepted, type SendMessage} from '@signalbox/client';
import type {Hub} from './hub.js';
import {asFailure} from './loader.js';
import {isSame} from './same.js';
import {Emitter} from './source.js';

export interface SendingValue {
  /** Whether a message is on its way. */
  readonly sending: boolean;
  /** Why the last thing that was asked for did not go; null once the next one is asked for. */
  readonly error: SignalboxError | null;
}

export const IDLE: SendingValue = {sending: false, error: null};

export interface SendOptions {
  /** What to do when a query runs; absent is `queue`. */
  readonly mode?: SendMessage['mode'] | undefined;
}

/** Waits before a message is sent again, in milliseconds; then it is for people to try again. */
const WAITS_MS = [300, 1_000, 3_000];
const WAIT_MAX_MS = 10_000;

/**
 * Sends messages to one session. A message has one `messageId` however often it is sent, and the
 * server takes it once: when an answer is lost, asking again does no harm.
 */
export class Sender extends Emitter<SendingValue> {
  readonly #hub: Hub;
  readonly #sessionId: string;
  #underWay = 0;
  /** The message that did not go, as far as is known. */
  #failed: {readonly content: SendMessage['content']; readonly messageId: string} | null = null;

  constructor(hub: Hub, sessionId: string) {
    super(IDLE, hub.schedule);
    this.#hub = hub;
    this.#sessionId = sessionId;
  }

  /**
   * Sends, and sends again as long as that may help. What was given up and is sent anew, the same
   * content, goes as the same message, unless that is known to have arrived after all.
   */
  async send(content: SendMessage['content'], {mode}: SendOptions = {}): Promise<MessageAccepted> {
    const messageId = this.#idFor(content);
    this.#failed = null;
    this.#underWay++;
    this.set({sending: true, error: null});
    try {
      const accepted = await this.#persist({content, messageId, ...(mode && {mode})});
      this.#done(null);
      return accepted;
    } catch (thrown) {
      const error = asFailure(thrown);
      this.#failed = {content, messageId};
      this.#done(error);
      throw error;
    }
  }

  /** Ends the active query. There being none is what was wanted. */
  async interrupt(): Promise<void> {
    await this.#ask(async () => {
      try {
        await this.#hub.client.sessions.interrupt(this.#sessionId);
      } catch (thrown) {
        if (!(thrown instanceof SignalboxError && thrown.code === 'NO_ACTIVE_QUERY')) {
          throw thrown;
        }
      }
    });
  }

  /** Takes back a message that waits. */
  async unqueue(queryId: string): Promise<void> {
    await this.#ask(() => this.#hub.client.sessions.unqueue(this.#sessionId, queryId));
  }

  close(): void {
    // What is under way goes on: nobody who leaves a page wants the message back.
  }

  async #persist(message: SendMessage): Promise<MessageAccepted> {
    for (const wait of WAITS_MS) {
      try {
        return await this.#hub.client.sessions.send(this.#sessionId, message);
      } catch (thrown) {
        if (!maySoonPass(thrown)) {
          throw thrown;
        }
        const ms = Math.max(wait, thrown.retryAfterMs ?? 0);
        await new Promise((resolve) => setTimeout(resolve, ms));
      }
    }
    return this.#hub.client.sessions.send(this.#sessionId, message);
  }

  async #ask(what: () => Promise<void>): Promise<void> {
    this.set({...this.value, error: null});
    try {
      await what();
    } catch (thrown) {
      const error = asFailure(thrown);
      this.set({...this.value, error});
      throw error;
    }
  }

  #done(error: SignalboxError | null): void {
    this.#underWay--;
    this.set({sending: this.#underWay > 0, error: error ?? this.value.error});
  }

  #idFor(content: SendMessage['content']): string {
    const failed = this.#failed;
    return failed !== null && isSame(failed.content, content) && !this.#hasArrived(failed.messageId)
      ? failed.messageId
      : newId();
  }

  #hasArrived(messageId: string): boolean {
    const state = this.#hub.sessions.peek(this.#sessionId)?.value.state;
    return (
      state != null && (state.messages.has(messageId) || blockOf(state, messageId) !== undefined)
    );
  }
}

/** No answer, too many requests, or a server that cannot write just now. */
function maySoonPass(thrown: unknown): thrown is SignalboxError {
  return (
    thrown instanceof SignalboxError &&
    thrown.retryable &&
    [0, 429, 502, 503, 504].includes(thrown.status) &&
    (thrown.retryAfterMs ?? 0) <= WAIT_MAX_MS
  );
}

/** A random UUID. `randomUUID` is not there for pages that came without TLS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
