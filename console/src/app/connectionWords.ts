import type {ConnectionState} from '@signalbox/client';
import type {Tone} from '../ui/tone';

/** What a banner says of the connection. */
export interface Words {
  readonly tone: Tone;
  readonly text: string;
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
      const next = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying now…';
      return {tone: 'warn', text: `${sentence(state.reason)} ${next}`, canTry: seconds > 1};
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

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
