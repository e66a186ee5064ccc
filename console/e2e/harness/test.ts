import {test as base, expect, type Browser, type BrowserContext, type Page} from '@playwright/test';
import {Server} from './distribution.mjs';
import {Guard} from './guard';

export {expect};
export type {Page};

interface BrowserWish {
  /** Whose; absent, the administrator's. `null`: nobody signs in. */
  token?: string | null;
  viewport?: {width: number; height: number};
  colorScheme?: 'light' | 'dark';
  hasTouch?: boolean;
  deviceScaleFactor?: number;
}

interface Fixtures {
  guard: Guard;
  /** A page of its own browser context, signed in, at an empty address. */
  open: (wish?: BrowserWish) => Promise<Page>;
}

/** Requests for permission have a deadline that no test reaches. */
const CONFIG = {SIGNALBOX_SERVER_LOG_LEVEL: 'WARN', SIGNALBOX_SESSIONS_PERMISSION_TIMEOUT: '10m'};

/** Every test has a page that is signed in as the administrator; every worker a server. */
export const test = base.extend<Fixtures, {server: Server}>({
  server: [
    // Playwright reads from the pattern what a fixture needs: nothing.
    async ({}, use) => {
      const server = new Server({config: CONFIG});
      try {
        await use(await server.start());
      } finally {
        await server.stop();
      }
    },
    {scope: 'worker', timeout: 90_000},
  ],

  guard: async ({server}, use) => {
    const guard = new Guard(() => server.url);
    await use(guard);
    guard.check();
  },

  open: async ({browser, server, guard}, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (wish = {}) => {
      const {token = server.token, ...look} = wish;
      const context = await newContext(browser, server, look);
      contexts.push(context);
      guard.watch(context);
      const page = await context.newPage();
      if (token !== null) await signIn(page, server, token);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  page: async ({open}, use) => {
    await use(await open());
  },
});

function newContext(browser: Browser, server: Server, look: object): Promise<BrowserContext> {
  return browser.newContext({baseURL: server.url, ...look});
}

/** Signs in by a link, as a person does, but without the seconds that the command line takes. */
async function signIn(page: Page, server: Server, token: string): Promise<void> {
  const ticket = await server.api<{ticket: string}>('POST', '/tickets', {use: 'signin'}, token);
  await page.goto(`/signin#ticket=${ticket.ticket}`);
  await page.waitForURL(({pathname}) => pathname !== '/signin');
}
