import {useConnection} from '@signalbox/react';
import {useEffect, useState, useSyncExternalStore} from 'react';
import {Button} from '../ui/Button';
import {Notice} from '../ui/Notice';
import {connectionWords} from './connectionWords';
import {signInAgain} from './signedIn';

/** A connection that is made within this time is not worth a word, in milliseconds. */
const QUICK_MS = 1_200;

/** One line on how the connection to the server is, while it is not as it should be. */
export function ConnectionBanner() {
  const state = useConnection();
  const isOffline = useSyncExternalStore(onNetwork, () => !navigator.onLine);
  const isTroubled = state.status === 'connecting' || state.status === 'reconnecting';
  const isLong = useLasting(isTroubled, QUICK_MS);
  const now = useSeconds(isTroubled);
  const isSignedOut = state.status === 'closed' && state.error?.status === 401;
  useEffect(() => {
    if (isSignedOut) {
      signInAgain();
    }
  }, [isSignedOut]);
  const words = connectionWords(state, now, isOffline);
  if (words === null || (isTroubled && !isLong)) {
    return null;
  }
  return (
    <Notice
      tone={words.tone}
      action={
        words.canTry && (
          <Button size="small" onClick={tryNow}>
            Try now
          </Button>
        )
      }
    >
      <span title={words.reason}>{words.text}</span>{' '}
      {words.countdown && <span aria-hidden="true">{words.countdown}</span>}
    </Notice>
  );
}

/** Streams that wait are woken by what the browser says when the network is back. */
function tryNow(): void {
  dispatchEvent(new Event('online'));
}

function onNetwork(act: () => void): () => void {
  addEventListener('online', act);
  addEventListener('offline', act);
  return () => {
    removeEventListener('online', act);
    removeEventListener('offline', act);
  };
}

/** Whether `is` has been true for `ms` without a break. */
function useLasting(is: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!is) {
      setLasts(false);
      return undefined;
    }
    const timer = setTimeout(() => setLasts(true), ms);
    return () => clearTimeout(timer);
  }, [is, ms]);
  return is && lasts;
}

/** The time to the second while it counts; ms since the epoch. */
function useSeconds(counts: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!counts) {
      return undefined;
    }
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [counts]);
  return now;
}
