import type {SignalboxClient} from '@signalbox/client';
import {createContext, useContext, useMemo, type ReactNode} from 'react';
import {hubOf, type Hub} from './hub.js';

/** How long what was opened stays open after the last component that used it left. */
const KEEP_ALIVE_MS = 5_000;

export interface Shared {
  readonly hub: Hub;
  readonly keepAliveMs: number;
}

const Context = createContext<Shared | null>(null);

export interface SignalboxProviderProps {
  /** Whoever made it closes it. */
  readonly client: SignalboxClient;
  /**
   * How long a session stays open after the last component that used it left, in milliseconds, so
   * that a change of pages and back loads nothing again. Absent, 5,000.
   */
  readonly keepAliveMs?: number;
  readonly children?: ReactNode;
}

/** Gives the client to the hooks below. Providers of one client share what is open. */
export function SignalboxProvider({
  client,
  keepAliveMs = KEEP_ALIVE_MS,
  children,
}: SignalboxProviderProps) {
  const shared = useMemo(() => ({hub: hubOf(client), keepAliveMs}), [client, keepAliveMs]);
  return <Context.Provider value={shared}>{children}</Context.Provider>;
}

export function useShared(): Shared {
  const shared = useContext(Context);
  if (shared === null) {
    throw new Error('The hooks of @signalbox/react need a <SignalboxProvider> above them');
  }
  return shared;
}

/** The client that the provider was given. */
export function useClient(): SignalboxClient {
  return useShared().hub.client;
}
