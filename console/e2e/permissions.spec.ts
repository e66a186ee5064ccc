import {Console} from './harness/console';
import {expectJournal} from './harness/journal';
import {expect, test} from './harness/test';

test('answers a permission request by keyboard', async ({page, server}) => {
  const {id} = await server.createSession('By keyboard');
  const console = await new Console(page).open(id);
  await console.say('ask');
  await expect(console.permission).toContainText('Apply the migration to staging?');
  await expect(console.permission).toContainText('npm run db:migrate -- --env staging');
  await console.conversation.getByRole('log').focus();
  await page.keyboard.press('1');
  await expect(console.permission).toBeHidden();
  await expect(console.conversation.getByText(/Staging is migrated/)).toBeVisible();
});

test('rejects with a reason, which the agent is told', async ({page, server}) => {
  const {id} = await server.createSession('Rejected');
  const console = await new Console(page).open(id);
  await console.say('ask');
  const reason = console.permission.getByRole('textbox', {name: 'Reason for a rejection'});
  await reason.fill('wait until Monday');
  await reason.press('Enter');
  await expect(console.permission).toBeHidden();
  await expect(console.conversation.getByText(/You said: “wait until Monday”/)).toBeVisible();
});

test('allows for the session, and asks again once that is revoked', async ({page, server}) => {
  const {id} = await server.createSession('Always');
  const console = await new Console(page).open(id);
  await console.say('ask');
  await console.permission.getByRole('button', {name: 'Allow in this session'}).click();
  await expect(console.conversation.getByText(/Staging is migrated/)).toBeVisible();
  await console.say('ask once more');
  await expect(console.conversation.getByText(/Staging is migrated/)).toHaveCount(2);
  await page.getByRole('button', {name: /allowed/i}).click();
  await page.getByRole('button', {name: /revoke/i}).click();
  await expect.poll(async () => grants(id)).toBe(0);
  await console.say('ask for the third time');
  await expect(console.permission).toBeVisible();
  await page.keyboard.press('Alt+3');
  await expect(console.permission).toBeHidden();

  async function grants(sessionId: string): Promise<number> {
    const path = `/sessions/${sessionId}/permissions/grants`;
    return (await server.api<{items: unknown[]}>('GET', path)).items.length;
  }
});

test('counts down to the deadline of a request', async ({page, server}) => {
  const {id} = await server.createSession('Deadline');
  await server.send(id, 'ask');
  const console = await new Console(page).open(id);
  const timer = console.permission.getByRole('timer');
  await expect(timer).toContainText(/left to answer; then/);
  const before = await timer.innerText();
  await expect(timer).not.toHaveText(before);
  await page.keyboard.press('3');
  await expect(console.permission).toBeHidden();
});

test('asks questions, and gives the answers to the agent', async ({page, server}) => {
  const {id} = await server.createSession('Questions');
  const console = await new Console(page).open(id);
  await console.say('question');
  const {question} = console;
  await question.getByRole('button', {name: 'Answer'}).click();
  await expect(question.getByRole('alert').first()).toBeVisible();
  await question.getByRole('radio', {name: /To five rappen/}).check();
  await question.getByRole('checkbox', {name: 'Cart'}).check();
  await question.getByRole('checkbox', {name: 'Order confirmation'}).check();
  await question.getByRole('button', {name: 'Answer'}).click();
  await expect(question).toBeHidden();
  await expect(console.conversation.getByText('places: cart, mail')).toBeVisible();
  await console.say('question');
  await question.getByRole('radio', {name: /To the cent/}).check();
  await question.getByRole('textbox').fill('on the receipt');
  await question.getByRole('button', {name: 'Answer'}).click();
  await expect(console.conversation.getByText('places: on the receipt')).toBeVisible();
});

test('shows two browsers the same; what one answers is gone in the other', async ({
  open,
  server,
}) => {
  const {id} = await server.createSession('Two browsers');
  const one = await new Console(await open()).open(id);
  const approver = await server.key('Olga', 'approver');
  const other = await new Console(await open({token: approver.token})).open(id);
  await one.say('ask');
  await expect(one.permission).toBeVisible();
  await other.permission
    .getByRole('button', {name: /^Allow/})
    .first()
    .click();
  await expect(other.permission).toBeHidden();
  await expect(one.permission).toBeHidden();
  await expect(one.conversation.getByText(/Olga/).first(), 'says who answered').toBeVisible();
  await expect(one.conversation.getByText(/Staging is migrated/)).toBeVisible();
  await expect(other.conversation.getByText(/Staging is migrated/)).toBeVisible();
  await expectJournal(one, server, id);
  await expectJournal(other, server, id);
});

test('tells a viewer why they can neither write nor answer', async ({open, server}) => {
  const {id} = await server.createSession('Only looking');
  await server.send(id, 'ask');
  const viewer = await server.key('Vera', 'viewer');
  const console = await new Console(await open({token: viewer.token})).open(id);
  await expect(console.conversation).toContainText('To send messages you need the role prompter');
  await expect(console.permission).toContainText('you need the role approver');
  await expect(console.permission.getByRole('button', {name: /^Allow/}).first()).toBeDisabled();
  await console.composer.fill('Please');
  await expect(console.queue).toBeDisabled();
  await expect(console.operations.getByRole('button', {name: 'Terminate'})).toHaveCount(0);
  await server.api('POST', `/sessions/${id}/interrupt`);
});
