import type {ErrorCode, JsonObject} from './protocol.js';

/** What a {@link SignalboxError} is made of. */
export interface Failure {
  readonly code: ErrorCode;
  readonly status?: number;
  readonly detail: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | null;
  readonly body?: JsonObject | null;
  readonly cause?: unknown;
}

/**
 * A request, or a stream, that failed. `message` says what happened in a sentence for people;
 * programs look at `code`.
 */
export class SignalboxError extends Error {
  override readonly name = 'SignalboxError';
  /** As in `docs/protocol.md`; `SERVER_NOT_FOUND` also when no answer came. */
  readonly code: ErrorCode;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly detail: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** How long the server asks to wait, in milliseconds; null when it does not say. */
  readonly retryAfterMs: number | null;
  /** The whole problem as the server told it: `by`, `resolvedAt` and others; null without one. */
  readonly body: JsonObject | null;

  constructor(failure: Failure) {
    super(failure.detail, failure.cause === undefined ? undefined : {cause: failure.cause});
    this.code = failure.code;
    this.status = failure.status ?? 0;
    this.detail = failure.detail;
    this.retryable = failure.retryable ?? false;
    this.retryAfterMs = failure.retryAfterMs ?? null;
    this.body = failure.body ?? null;
  }
}

/** The failure that a problem tells of: the body of an answer, or the `error` of a reply. */
export function ofProblem(
  problem: JsonObject,
  status: number,
  retryAfterMs: number | null,
  request: string,
): SignalboxError {
  const {code, title, detail, retryable, retryAfterSeconds} = problem;
  const asked = typeof retryAfterSeconds === 'number' ? retryAfterSeconds * 1000 : null;
  return new SignalboxError({
    code: typeof code === 'string' ? code : codeOf(status),
    status,
    detail:
      typeof detail === 'string' && detail !== ''
        ? detail
        : `${request}: ${typeof title === 'string' ? title : `HTTP ${status}`}`,
    retryable: typeof retryable === 'boolean' ? retryable : isPassing(status),
    retryAfterMs: retryAfterMs ?? asked,
    body: problem,
  });
}

/** The failure of an answer that is no problem: of a proxy, or of another program on that port. */
export function ofStatus(
  status: number,
  retryAfterMs: number | null,
  request: string,
): SignalboxError {
  return new SignalboxError({
    code: codeOf(status),
    status,
    detail: `${request} was answered with HTTP ${status}`,
    retryable: isPassing(status),
    retryAfterMs,
  });
}

/** The failure of a request that no answer came to. */
export function unreachable(why: string, cause?: unknown): SignalboxError {
  return new SignalboxError({code: 'SERVER_NOT_FOUND', detail: why, retryable: true, cause});
}

/** Anything that was thrown, as a failure. */
export function asFailure(thrown: unknown): SignalboxError {
  return thrown instanceof SignalboxError
    ? thrown
    : new SignalboxError({
        code: 'INTERNAL',
        detail: thrown instanceof Error ? thrown.message : String(thrown),
        cause: thrown,
      });
}

/** Whether a stream that failed so may be opened again. What is a fault, and not a no, passes. */
export function mayPass({code, retryable, status}: SignalboxError): boolean {
  return retryable || isPassing(status) || code === 'INTERNAL';
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function codeOf(status: number): ErrorCode {
  switch (status) {
    case 400:
      return 'BAD_REQUEST';
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'FORBIDDEN';
    case 404:
      return 'NOT_FOUND';
    case 413:
      return 'PAYLOAD_TOO_LARGE';
    case 429:
      return 'OVERLOADED';
    default:
      return 'INTERNAL';
  }
}
