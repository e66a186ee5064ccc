import {act, renderHook, waitFor} from '@testing-library/react';
import {SignalboxError} from '@signalbox/client';
import {expect, it} from 'vitest';
import {usePermissions} from '../src/index.js';
import type {Said} from './session.js';
import {world} from './world.js';

function request(requestId: string): Said {
  return [
    'session:permission:requested',
    {
      requestId,
      queryId: 'q1',
      toolName: 'Bash',
      input: {command: 'npm test'},
      rule: 'Bash(npm test:*)',
      options: [
        {id: 'yes', kind: 'allow_once', label: 'Allow'},
        {id: 'always', kind: 'allow_always', label: 'Always'},
      ],
    },
    'q1',
  ];
}

it('shows what waits, and takes away what somebody else answered', async () => {
  const {server, Strict} = await world();
  const session = server.create('s1').start();
  session.say(request('r1'));
  const {result} = renderHook(() => usePermissions('s1'), {wrapper: Strict});
  await waitFor(() => expect(result.current.pending.map((one) => one.requestId)).toEqual(['r1']));
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  session.say(request('r2'));
  await waitFor(() => expect(result.current.pending).toHaveLength(2));
  session.say([
    'session:permission:resolved',
    {requestId: 'r1', optionId: 'yes', by: {principal: 'bob'}},
  ]);
  await waitFor(() => expect(result.current.pending.map((one) => one.requestId)).toEqual(['r2']));
  expect(result.current.grants).toEqual([]);
});

it('answers, and shows what was allowed for good', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1').start();
  session.say(request('r1'));
  const {result} = renderHook(() => usePermissions('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(result.current.pending).toHaveLength(1));
  await waitFor(() => expect(server.streams('s1')).toBe(1));
  await act(() => result.current.answer('r1', {optionId: 'always'}));
  await waitFor(() => expect(result.current.pending).toEqual([]));
  await waitFor(() => expect(result.current.grants.map(({id}) => id)).toEqual(['r1']));
  await act(() => result.current.revoke('r1'));
  await waitFor(() => expect(result.current.grants).toEqual([]));
});

it('says that somebody was quicker', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1').start();
  session.say(request('r1'));
  const {result} = renderHook(() => usePermissions('s1'), {wrapper: Wrapper});
  await waitFor(() => expect(result.current.pending).toHaveLength(1));
  session.say([
    'session:permission:resolved',
    {requestId: 'r1', optionId: 'yes', by: {principal: 'bob'}},
  ]);
  const refused = await result.current.answer('r1', {optionId: 'always'}).catch((e: unknown) => e);
  expect(refused).toBeInstanceOf(SignalboxError);
  expect(refused).toMatchObject({code: 'PERMISSION_ALREADY_RESOLVED', status: 409});
  await waitFor(() => expect(result.current.pending).toEqual([]));
});
