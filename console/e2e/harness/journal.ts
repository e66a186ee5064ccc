import {expect} from '@playwright/test';
import {type Console, wordsOf} from './console';
import type {Server} from './distribution.mjs';

interface Snapshot {
  conversations: {main: {blocks: {type: string; content?: string}[]}};
}

/** The page shows what the journal adds up to: every text in its order, and none twice. */
export async function expectJournal(
  console: Console,
  server: Server,
  sessionId: string,
): Promise<void> {
  const snapshot = await server.api<Snapshot>('GET', `/sessions/${sessionId}/snapshot`);
  const spoken = snapshot.conversations.main.blocks.filter(
    ({type}) => type === 'user_message' || type === 'assistant_text',
  );
  // Markdown is shown, not printed: the marks of code are not there.
  const texts = spoken.map(({content}) => wordsOf(content!).replaceAll('`', ''));
  const shown = await console.words();
  let from = 0;
  for (const text of texts) {
    const at = shown.indexOf(text, from);
    expect(at, `“${text.slice(0, 60)}…” stands in its place in “${shown}”`).toBeGreaterThan(-1);
    from = at + text.length;
    expect(times(text, shown), `how often “${text.slice(0, 60)}…” is shown`).toBe(
      times(text, texts.join(' ')),
    );
  }
}

function times(text: string, within: string): number {
  return within.split(text).length - 1;
}
