/** Where the sign-in page leaves what belongs to the cookie. */
const KEY = 'signalbox.csrf';

/** The token that belongs to this browser's cookie; null when nobody signed in. */
export function csrfToken(): string | null {
  return localStorage.getItem(KEY);
}

export function forgetSignIn(): void {
  localStorage.removeItem(KEY);
}

/** Goes to the sign-in page, which comes back to this one. */
export function goToSignIn(): void {
  const here = location.pathname + location.search + location.hash;
  location.assign(here === '/' ? '/signin' : `/signin?next=${encodeURIComponent(here)}`);
}

let isLeaving = false;

/** The sign-in has ended: forgets it, and goes to sign in again, once. */
export function signInAgain(): void {
  if (!isLeaving) {
    isLeaving = true;
    forgetSignIn();
    goToSignIn();
  }
}

/** Tells when another tab signs out, or in as somebody else. */
export function onSignInElsewhere(act: () => void): () => void {
  const listener = (event: StorageEvent) => event.key === KEY && act();
  addEventListener('storage', listener);
  return () => removeEventListener('storage', listener);
}
