import {SignalboxClient} from '@signalbox/client';
import {csrfToken} from './signedIn';

/** The one client of the page: it talks to the server that the page came from. */
export const client = new SignalboxClient({csrfToken});
