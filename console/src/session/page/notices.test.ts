import {SignalboxError, type RuntimeState} from '@signalbox/client';
import {describe, expect, it} from 'vitest';
import {noticesOf, type Situation} from './notices';

const fine: Situation = {
  connection: {status: 'live'},
  shared: {status: 'live'},
  ended: null,
  error: null,
  isShown: true,
  wasRebuilt: false,
  runtime: null,
  agent: null,
};
const away = {
  status: 'reconnecting',
  attempt: 2,
  retryAt: 13_000,
  reason: 'The server restarts',
  behind: 12,
} as const;
const texts = (change: Partial<Situation>) =>
  noticesOf({...fine, ...change}, 10_000).map(({text, act}) => [text, act]);

describe('notices', () => {
  it('says nothing while all is well', () => {
    expect(texts({})).toEqual([]);
  });

  it('says how far behind a session is, and leaves the rest to the banner of the page', () => {
    expect(texts({connection: away, shared: away})).toEqual([
      ['This session is 12 events behind. It goes on where it was.', null],
    ]);
    expect(texts({connection: {...away, behind: null}, shared: away})).toEqual([]);
    expect(texts({connection: away})).toEqual([
      ['The server restarts. This session is 12 events behind. Trying again in 3 s.', 'retry'],
    ]);
  });

  it('says that a session was deleted, and where to go', () => {
    expect(texts({ended: 'deleted', connection: {status: 'closed', error: null}})).toEqual([
      ['This session was deleted. What you see is the last that came of it.', 'leave'],
    ]);
  });

  it('says why nothing new comes', () => {
    const error = new SignalboxError({code: 'FORBIDDEN', status: 403, detail: 'Not yours'});
    expect(texts({ended: error})).toEqual([['Not yours. Nothing new is shown.', 'retry']]);
  });

  it('says what to do about an environment in error, and about an agent that is not there', () => {
    const runtime = {
      executionEnvironment: {
        id: 'e',
        status: 'error',
        statusMessage: 'It crashed',
        restartCount: 5,
      },
    } as RuntimeState;
    expect(texts({runtime})).toEqual([
      ['The execution environment is in error. It crashed.', 'restart'],
    ]);
    const agent = {
      name: 'codex',
      displayName: 'Codex',
      available: false,
      reason: 'No program codex on the PATH',
      install: 'npm i -g codex',
    };
    expect(texts({agent, runtime})).toEqual([
      ['Codex cannot run here. No program codex on the PATH. To install it: npm i -g codex', null],
    ]);
  });
});
