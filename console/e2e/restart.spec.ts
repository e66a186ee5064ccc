import {Console, wordsOf} from './harness/console';
import {expect, test} from './harness/test';
import type {Server} from './harness/distribution.mjs';

// What the browser itself says of a server that is not there.
const GONE = [/ERR_CONNECTION_REFUSED/, /ERR_EMPTY_RESPONSE/, /ERR_CONNECTION_RESET/];
const SOCKET_GONE = /WebSocket connection to .* failed/;

test('re-connects after SIGKILL of the server in mid-stream, and shows what the journal holds', async ({
  page,
  server,
  guard,
}) => {
  guard.allow(...GONE, SOCKET_GONE);
  const {id} = await server.createSession('Killed in mid-stream');
  const console = await new Console(page).open(id);
  await console.say('stream 400 40');
  await expect(console.conversation.getByText(/The totals are computed/)).toBeVisible();
  await server.kill();
  await expect(page.getByText(/re-?connect|trying again/i).first()).toBeVisible();
  await expect(console.conversation.getByText(/The totals are computed/)).toBeVisible();
  await server.start();

  await expect(console.interrupt, 'the agent went on meanwhile').toBeVisible();
  await expect(console.send).toBeVisible({timeout: 30_000});
  await expect(page.getByText(/re-?connect|trying again/i)).toHaveCount(0);
  await expectJournal(console, server, id);

  await console.say('Does it work again?');
  await expect(console.conversation.getByText('I read: “Does it work again?”')).toBeVisible();
  await expectJournal(console, server, id);
});

test('keeps a question that the server was killed with', async ({page, server, guard}) => {
  guard.allow(...GONE, SOCKET_GONE);
  const {id} = await server.createSession('Killed while it asks');
  const console = await new Console(page).open(id);
  await console.say('ask');
  await expect(console.permission).toBeVisible();
  await server.kill();
  await expect(page.getByText(/re-?connect|trying again/i).first()).toBeVisible();
  await server.start();
  await expect(page.getByText(/re-?connect|trying again/i)).toHaveCount(0);
  await console.permission
    .getByRole('button', {name: /^Allow/})
    .first()
    .click();
  await expect(console.conversation.getByText(/Staging is migrated/)).toBeVisible();
  await expectJournal(console, server, id);
});

interface Snapshot {
  conversations: {main: {blocks: {type: string; content?: string}[]}};
}

/** The page shows what the journal adds up to: every text in its order, and none twice. */
async function expectJournal(console: Console, server: Server, sessionId: string): Promise<void> {
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
