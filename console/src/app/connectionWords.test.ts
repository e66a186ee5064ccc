import {SignalboxError, type ConnectionState} from '@signalbox/client';
import {describe, expect, it} from 'vitest';
import {connectionWords} from './connectionWords';

const waiting: ConnectionState = {
  status: 'reconnecting',
  attempt: 3,
  retryAt: 10_000,
  reason: 'The server is restarting',
  behind: null,
};

describe('the words on the connection', () => {
  it('count down to the next attempt, which may be made at once', () => {
    expect(connectionWords(waiting, 5_500, false)).toMatchObject({
      tone: 'warn',
      text: expect.stringMatching(/^The server is restarting\./),
      countdown: 'Trying again in 5 s.',
      canTry: true,
    });
  });

  it('say that the attempt is under way, and offer no other', () => {
    expect(connectionWords(waiting, 10_000, false)).toMatchObject({
      countdown: 'Trying now…',
      canTry: false,
    });
  });

  it('do not speak of requests: what exactly failed is for those who want to know', () => {
    const reason = 'POST /api/v1/tickets was answered with HTTP 502';
    const words = connectionWords({...waiting, reason}, 0, false);
    expect(words?.text).toMatch(/^The connection to the server is lost\./);
    expect(words?.reason).toBe(reason);
  });

  it('say offline where the network is away, for trying would not help', () => {
    const words = connectionWords(waiting, 5_500, true);
    expect(words?.text).toMatch(/offline/);
    expect(words?.canTry).toBe(false);
  });

  it('say nothing while all is well, or while nobody listens', () => {
    expect(connectionWords({status: 'live'}, 0, false)).toBeNull();
    expect(connectionWords({status: 'closed', error: null}, 0, false)).toBeNull();
  });

  it('say what ended it for good', () => {
    const error = new SignalboxError({code: 'FORBIDDEN', status: 403, detail: 'Not your session'});
    expect(connectionWords({status: 'closed', error}, 0, false)).toMatchObject({
      tone: 'bad',
      text: expect.stringMatching(/^Not your session\. .*reload/),
    });
  });
});
