import type {ConnectionState} from '@signalbox/client';
import type {Tone} from '../ui/tone';

/** What a banner says of the connection. */
export interface Words {
  readonly tone: Tone;
  readonly text: string;
  /** What changes by the second, and is not read out each time. */
  readonly countdown?: string;
  /** What exactly failed, for those who want to know. */
  readonly reason?: string;
  /** Whether trying at once, instead of waiting, makes sense. */
  readonly canTry: boolean;
}

/** The state of the shared connection in words; null where there is nothing to say. */
export function connectionWords(
  state: ConnectionState,
  now: number,
  isOffline: boolean,
): Words | null {
  switch (state.status) {
    case 'connecting':
      return {tone: 'busy', text: 'Connecting to the server…', canTry: false};
    case 'reconnecting': {
      if (isOffline) {
        const text =
          'This device is offline. What you see is the last that came; it goes on by itself.';
        return {tone: 'warn', text, canTry: false};
      }
      const seconds = Math.ceil((state.retryAt - now) / 1000);
      return {
        tone: 'warn',
        text: lost(state.reason),
        countdown: seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying now…',
        reason: state.reason,
        canTry: seconds > 1,
      };
    }
    case 'closed':
      return state.error === null
        ? null
        : {
            tone: 'bad',
            text: `${sentence(state.error.detail)} Live updates have stopped; reload the page to go on.`,
            canTry: false,
          };
    case 'live':
    case 'catching-up':
    case 'resyncing':
      return null;
  }
}

function lost(reason: string): string {
  return reason.startsWith('The server is restarting')
    ? 'The server is restarting. What you see is the last that came; it goes on by itself.'
    : 'The connection to the server is lost. What you see is the last that came.';
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
