import {useSyncExternalStore} from 'react';

/** What was typed for a new session; kept until it was made, whatever happens in between. */
export interface Draft {
  readonly agent: string;
  readonly environment: string;
  readonly name: string;
  readonly message: string;
  /** An absolute path on the server; empty for a folder of its own. */
  readonly folder: string;
  /** For agents that are any program: one line, as in a shell. */
  readonly command: string;
  readonly model: string;
  readonly permissionMode: string;
  /** A JSON object; empty for none. */
  readonly options: string;
  /** The client's own id of the session, so that sending it twice makes one. */
  readonly key: string;
  /** Likewise of the first message. */
  readonly messageId: string;
}

let isOpen = false;
let draft = emptyDraft();
const listeners = new Set<() => void>();

function tell(): void {
  listeners.forEach((listener) => listener());
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens the dialog for a new session, from any page. */
export function openNewSession(): void {
  isOpen = true;
  tell();
}

export function closeNewSession(): void {
  isOpen = false;
  tell();
}

export function useIsNewSessionOpen(): boolean {
  return useSyncExternalStore(listen, () => isOpen);
}

export function useDraft(): Draft {
  return useSyncExternalStore(listen, () => draft);
}

export function changeDraft(change: Partial<Draft>): void {
  draft = {...draft, ...change};
  tell();
}

/** The session was made: the next one begins anew, with the same agent and command. */
export function forgetDraft(): void {
  const {agent, environment, command} = draft;
  draft = {...emptyDraft(), agent, environment, command};
  tell();
}

function emptyDraft(): Draft {
  return {
    agent: '',
    environment: '',
    name: '',
    message: '',
    folder: '',
    command: '',
    model: '',
    permissionMode: '',
    options: '',
    key: newId(),
    messageId: newId(),
  };
}

/** As `crypto.randomUUID`, which pages have over TLS and on the own machine only. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
