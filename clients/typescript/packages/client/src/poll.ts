import type {SessionCommands} from './commands.js';

/**
 * Watches the newest sessions where no socket tells of changes: asks for the first page of the list
 * now and then, and tells which of them differ.
 *
 * @returns what ends it
 */
export function pollSessions(
  sessions: SessionCommands,
  everyMs: number,
  tell: (ids: readonly string[]) => void,
): () => void {
  const abort = new AbortController();
  let known: Map<string, string> | null = null;
  let timer: ReturnType<typeof setTimeout>;
  const poll = async () => {
    try {
      const {items} = await sessions.list({limit: 1000}, {signal: abort.signal});
      const now = new Map(items.map((session) => [session.id, JSON.stringify(session)]));
      const changed = known === null ? [] : differing(known, now);
      known = now;
      if (changed.length > 0) {
        tell(changed);
      }
    } catch {
      // The next one may succeed; whoever needs the list asks for it, and is told why it fails.
    }
    if (!abort.signal.aborted) {
      timer = setTimeout(poll, everyMs);
    }
  };
  void poll();
  return () => {
    abort.abort();
    clearTimeout(timer);
  };
}

function differing(before: Map<string, string>, now: Map<string, string>): string[] {
  return [...new Set([...now.keys(), ...before.keys()])].filter(
    (id) => before.get(id) !== now.get(id),
  );
}
