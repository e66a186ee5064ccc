import type {Agent, Environment} from '@signalbox/client';
import {useClient} from '@signalbox/react';
import {useCallback} from 'react';
import {useAsked, type Asked} from '../app/useAsked';

/** What this server can run, and why not the others. */
export function useAgents(): Asked<readonly Agent[]> {
  const client = useClient();
  return useAsked(useCallback(async (signal) => (await client.agents({signal})).items, [client]));
}

/** Where it can run it. */
export function useEnvironments(): Asked<readonly Environment[]> {
  const client = useClient();
  return useAsked(
    useCallback(async (signal) => (await client.environments({signal})).items, [client]),
  );
}
