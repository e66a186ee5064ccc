import {SignalboxError} from '@signalbox/client';

/** Anything that was thrown, as a failure. */
export function failureOf(thrown: unknown): SignalboxError {
  return thrown instanceof SignalboxError
    ? thrown
    : new SignalboxError({
        code: 'INTERNAL',
        detail: thrown instanceof Error ? thrown.message : String(thrown),
        cause: thrown,
      });
}

/** A failure in the server's own words, with what to do about it. */
export function explain(error: SignalboxError): string {
  // Sentences begin with a capital; addresses do not.
  const begin = error.detail.replace(/^[a-z](?![a-z+.-]*:\/\/)/, (c) => c.toUpperCase());
  const sentence = /[.!?…]$/.test(begin) ? begin : `${begin}.`;
  if (error.status === 0) {
    return `${sentence} Try again when it is back.`;
  }
  if (error.code === 'RATE_LIMITED' || error.code === 'OVERLOADED') {
    const seconds = Math.ceil((error.retryAfterMs ?? 1_000) / 1_000);
    return `${sentence} Try again in ${seconds} s.`;
  }
  return error.retryable ? `${sentence} Trying again may help.` : sentence;
}
