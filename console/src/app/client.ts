import {SignalboxClient} from '@signalbox/client';
import {csrfToken, signInAgain} from './signedIn';

/**
 * Whatever is refused because the sign-in has ended leads to a new one, and back here. Only below
 * /api/: the browser sends the cookie nowhere else, so elsewhere a 401 says nothing of it.
 */
const watchful: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.status === 401 && new URL(response.url).pathname.startsWith('/api/')) {
    signInAgain();
  }
  return response;
};

/** The one client of the page: it talks to the server that the page came from. */
export const client = new SignalboxClient({csrfToken, fetch: watchful});
