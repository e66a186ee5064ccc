import {cleanup, configure} from '@testing-library/react';
import {SignalboxClient} from '@signalbox/client';
import {StrictMode, type ReactNode} from 'react';
import {afterEach, expect, vi} from 'vitest';
import {WebSocket} from 'ws';
import {hubOf} from '../src/hub.js';
import {SignalboxProvider} from '../src/index.js';
import {loopbackFetch} from './fetch.js';
import {TestServer} from './server.js';

// The machine that runs this may be busy.
configure({asyncUtilTimeout: 5_000});
vi.setConfig({testTimeout: 30_000});

const complaints: unknown[][] = [];
console.error = (...said: unknown[]) => complaints.push(said);

// React says on the console what it does not like.
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

/** A server, somebody who looks at it, and what the hooks have open. */
export interface World {
  readonly server: TestServer;
  readonly client: SignalboxClient;
  readonly Wrapper: (props: {children: ReactNode}) => ReactNode;
  readonly Strict: (props: {children: ReactNode}) => ReactNode;
  /** How many things the hooks have open. */
  openCount(): number;
}

const worlds: World[] = [];

afterEach(async () => {
  cleanup();
  for (const {client, server} of worlds.splice(0)) {
    hubOf(client).closeIdle();
    client.close();
    await server.close();
  }
});

/** @param keepAliveMs short where a test waits for it, and long where it must not pass */
export async function world(keepAliveMs = 60_000): Promise<World> {
  const server = await TestServer.start();
  const client = new SignalboxClient({
    baseUrl: server.url,
    token: 'secret',
    fetch: loopbackFetch,
    WebSocket,
    transport: 'websocket',
    timing: {backoffMinMs: 10, backoffMaxMs: 50, lingerMs: 10},
  });
  const Wrapper = ({children}: {children: ReactNode}) => (
    <SignalboxProvider client={client} keepAliveMs={keepAliveMs}>
      {children}
    </SignalboxProvider>
  );
  const Strict = ({children}: {children: ReactNode}) => (
    <StrictMode>
      <Wrapper>{children}</Wrapper>
    </StrictMode>
  );
  const made = {server, client, Wrapper, Strict, openCount: () => hubOf(client).openCount};
  worlds.push(made);
  return made;
}
