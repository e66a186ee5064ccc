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
  const here = location.pathname + location.search;
  location.assign(here === '/' ? '/signin' : `/signin?next=${encodeURIComponent(here)}`);
}
