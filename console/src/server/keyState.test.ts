import type {Key} from '@signalbox/client';
import {expect, it} from 'vitest';
import {keyState} from './keyState';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const key = (what: Partial<Key>) => keyState(what as Key, NOW);

it('says whether a key opens anything, and warns in its last week', () => {
  expect(key({})).toMatchObject({word: 'valid', isValid: true});
  expect(key({expiresAt: '2026-06-01T12:00:00Z'})).toMatchObject({tone: 'good', isValid: true});
  expect(key({expiresAt: '2026-05-03T12:00:00Z'})).toMatchObject({tone: 'warn', isValid: true});
  expect(key({expiresAt: '2026-05-01T12:00:00Z'})).toMatchObject({word: 'expired', isValid: false});
  const both = {revokedAt: '2026-04-01T12:00:00Z', expiresAt: '2026-06-01T12:00:00Z'};
  expect(key(both)).toMatchObject({word: 'revoked', isValid: false});
});
