import {Console} from './harness/console';
import {expectJournal} from './harness/journal';
import {expect, test, type Page} from './harness/test';

// What the browser itself says of a server that is not there.
const GONE = [/ERR_CONNECTION_REFUSED/, /ERR_EMPTY_RESPONSE/, /ERR_CONNECTION_RESET/];
const AWAY = /re-?connect|trying again/i;
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
  await expect(console.conversation.getByText(/The totals are computed/).first()).toBeVisible();
  await server.kill();
  await expect(page.getByText(AWAY).first()).toBeVisible();
  await expect(console.conversation.getByText(/The totals are computed/).first()).toBeVisible();
  await server.start();

  await expect(console.interrupt, 'the agent went on meanwhile').toBeVisible();
  await expect(console.send).toBeVisible({timeout: 30_000});
  await expectBack(page);
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
  await expect(page.getByText(AWAY).first()).toBeVisible();
  await server.start();
  await expectBack(page);
  await console.permission
    .getByRole('button', {name: /^Allow/})
    .first()
    .click();
  await expect(console.conversation.getByText(/Staging is migrated/)).toBeVisible();
  await expectJournal(console, server, id);
});

/** The page tries again at least every 15 s, the longer a server was away the more seldom. */
async function expectBack(page: Page): Promise<void> {
  await expect(page.getByText(AWAY)).toHaveCount(0, {timeout: 30_000});
}
