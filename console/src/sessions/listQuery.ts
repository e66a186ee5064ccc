import type {EnvironmentStatus} from '@signalbox/client';
import type {SessionListQuery} from '@signalbox/react';
import {useCallback, useMemo} from 'react';
import {useSearchParams} from 'wouter';

export const STATUSES = [
  'inactive',
  'starting',
  'ready',
  'error',
  'terminated',
] as const satisfies readonly EnvironmentStatus[];

/** What the address says of the list; what makes no sense there is left out. */
export function parseListQuery(params: URLSearchParams): SessionListQuery {
  const status = STATUSES.find((known) => known === params.get('status'));
  const active = {true: true, false: false}[params.get('active') ?? ''];
  const q = params.get('q')?.trim();
  const agent = params.get('agent');
  return {
    ...(q ? {q} : {}),
    ...(status ? {status} : {}),
    ...(agent ? {agent} : {}),
    ...(active === undefined ? {} : {active}),
  };
}

/** The address with a change of the list; parameters of others stay. */
export function withListQuery(
  params: URLSearchParams,
  change: Readonly<Record<string, string>>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (value === '') {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  return next;
}

/** What is searched and filtered for: in the address, so that it can be shared and gone back to. */
export function useListQuery() {
  const [params, setParams] = useSearchParams();
  const query = useMemo(() => parseListQuery(params), [params]);
  const change = useCallback(
    (what: Readonly<Record<string, string>>) => {
      setParams((now) => withListQuery(now, what), {replace: true});
    },
    [setParams],
  );
  return {query, change, isSearchAsked: params.has('search')};
}
