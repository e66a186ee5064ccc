/** The types of distribution.mjs, which `scripts/` runs without a compiler. */

export interface SessionView {
  id: string;
  name?: string;
  agent: string;
  headSeq: number;
  runtime: {
    activeQuery?: {queryId: string};
    queue: {queryId: string}[];
    pendingPermissions: string[];
    executionEnvironment: {status: string} | null;
  };
}

export interface SessionWish {
  /** As agent.mjs takes them; absent, twenty times as fast. */
  flags?: string[];
  metadata?: Record<string, unknown>;
}

export function agentCommand(...flags: string[]): string[];
export function findDistribution(): string;
export function isIdle(session: SessionView): boolean;

export class Server {
  constructor(options?: {data?: string; config?: Record<string, string>});
  readonly distribution: string;
  readonly data: string;
  readonly url: string;
  readonly port: number;
  readonly token: string;
  start(): Promise<this>;
  kill(): Promise<void>;
  stop(): Promise<void>;
  run(...args: string[]): Promise<string>;
  signInLink(): Promise<string>;
  api<T = unknown>(method: string, path: string, body?: unknown, token?: string): Promise<T>;
  key(name: string, ...roles: string[]): Promise<{id: string; token: string}>;
  createSession(name: string, wish?: SessionWish): Promise<SessionView>;
  send(sessionId: string, content: string, more?: {mode?: string}): Promise<{queryId: string}>;
  until(sessionId: string, isWanted: (session: SessionView) => boolean): Promise<SessionView>;
  play(sessionId: string, content: string): Promise<SessionView>;
}
