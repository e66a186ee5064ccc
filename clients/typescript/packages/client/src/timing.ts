import type {Timing} from './options.js';

const DEFAULTS: Timing = {
  requestMs: 30_000,
  silenceMs: 45_000,
  backoffMinMs: 250,
  backoffMaxMs: 15_000,
  stableMs: 5_000,
  lingerMs: 1_000,
  pollMs: 10_000,
  random: Math.random,
};

export function timingOf(wanted: Partial<Timing> = {}): Timing {
  return {...DEFAULTS, ...wanted};
}
