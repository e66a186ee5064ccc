import {SignalboxError} from '@signalbox/client';
import {describe, expect, it} from 'vitest';
import {explain, failureOf} from './failure';

describe('a failure in words', () => {
  it('is a sentence of the server, and what to do', () => {
    const full = {code: 'JOURNAL_UNAVAILABLE', status: 503, retryable: true};
    expect(explain(new SignalboxError({...full, detail: 'the disk is full'}))).toBe(
      'The disk is full. Trying again may help.',
    );
    const option = {code: 'INVALID_OPTION', status: 422, detail: 'No such option.'};
    expect(explain(new SignalboxError(option))).toBe('No such option.');
  });

  it('says when to ask again, and what else may be missing', () => {
    const often = {code: 'RATE_LIMITED', status: 429, detail: 'Too often', retryAfterMs: 2_100};
    expect(explain(new SignalboxError(often))).toBe('Too often. Try again in 3 s.');
    const away = {code: 'SERVER_NOT_FOUND', detail: 'http://a.example cannot be reached'};
    expect(explain(new SignalboxError(away))).toBe(
      'http://a.example cannot be reached. Try again when it is back.',
    );
  });

  it('is made of whatever was thrown', () => {
    expect(failureOf(new TypeError('oops'))).toMatchObject({code: 'INTERNAL', detail: 'oops'});
  });
});
