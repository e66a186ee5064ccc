import {useEffect, type ReactNode} from 'react';
import {csrfToken, onSignInElsewhere, signInAgain} from './signedIn';

/** Shows nothing of the console to nobody: who is not signed in goes to the sign-in page. */
export function Gate({children}: {children: ReactNode}) {
  const isIn = csrfToken() !== null;
  useEffect(() => {
    if (!isIn) {
      signInAgain();
    }
    // Another tab signed out, or in as somebody else: what is shown here is no longer theirs.
    return onSignInElsewhere(() => (csrfToken() === null ? signInAgain() : location.reload()));
  }, [isIn]);
  return isIn ? children : <p className="boot">Going to the sign-in page…</p>;
}
