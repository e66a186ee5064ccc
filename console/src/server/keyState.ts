import type {Key} from '@signalbox/client';
import type {Tone} from '../ui/tone';

/** Whether a key opens anything. */
export interface KeyState {
  readonly tone: Tone;
  readonly word: string;
  readonly isValid: boolean;
  /** Until or since when; ISO-8601. */
  readonly until?: string;
}

const SOON_MS = 7 * 24 * 3_600_000;

/** At a moment in ms since the epoch. */
export function keyState({revokedAt, expiresAt}: Key, now: number): KeyState {
  if (revokedAt !== undefined) {
    return {tone: 'bad', word: 'revoked', isValid: false, until: revokedAt};
  }
  if (expiresAt === undefined) {
    return {tone: 'good', word: 'valid', isValid: true};
  }
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) {
    return {tone: 'idle', word: 'expired', isValid: false, until: expiresAt};
  }
  const tone = left < SOON_MS ? 'warn' : 'good';
  return {tone, word: 'valid until', isValid: true, until: expiresAt};
}
