import {agentCommand} from './harness/distribution.mjs';
import {expect, test} from './harness/test';

test('creates a session by the dialog, with its first message', async ({page, server}) => {
  await page.goto('/sessions');
  await page.getByRole('button', {name: 'New session'}).first().click();
  const dialog = page.getByRole('dialog', {name: 'New session'});
  await dialog
    .getByRole('radio', {name: /Any program/})
    .first()
    .check();
  await dialog.getByLabel('Command').fill(agentCommand('--speed=max').join(' '));
  await dialog.getByLabel('Name').fill('Made by the dialog');
  await dialog.getByLabel('First message').fill('Hello from the dialog');
  await dialog.getByRole('button', {name: 'Create and send'}).click();
  await expect(page).toHaveURL(/\/sessions\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', {name: 'Made by the dialog'})).toBeVisible();
  await expect(page.getByText('I read: “Hello from the dialog”')).toBeVisible();
  const id = page.url().split('/').at(-1)!;
  expect((await server.until(id, () => true)).agent).toBe('exec');
});

test('says what is wrong with a command, and keeps what was written', async ({page}) => {
  await page.goto('/sessions');
  await page.getByRole('button', {name: 'New session'}).first().click();
  const dialog = page.getByRole('dialog', {name: 'New session'});
  await dialog
    .getByRole('radio', {name: /Any program/})
    .first()
    .check();
  await dialog.getByLabel('Command').fill('node "agent.mjs');
  await dialog.getByLabel('First message').fill('kept');
  await dialog.getByRole('button', {name: 'Create and send'}).click();
  await expect(dialog.getByRole('alert')).toContainText('not closed');
  await expect(dialog.getByLabel('First message')).toHaveValue('kept');
});

test('shows an agent that is not installed, with the reason', async ({page, server}) => {
  type Agents = {items: {name: string; displayName: string; available: boolean; reason?: string}[]};
  const missing = (await server.api<Agents>('GET', '/agents')).items.find((it) => !it.available);
  expect(missing?.reason, 'an agent that cannot run here').toBeTruthy();
  await page.goto('/sessions');
  await page.getByRole('button', {name: 'New session'}).first().click();
  const dialog = page.getByRole('dialog', {name: 'New session'});
  await dialog.getByText(/not available here/).click();
  const agent = dialog.getByRole('radio', {name: missing!.displayName, exact: true});
  await expect(agent).toBeDisabled();
  await expect(agent).toHaveAccessibleDescription(missing!.reason!);
});

test('lists sessions as they are now, and searches them', async ({page, server}) => {
  const one = await server.createSession('Letters to the warehouse');
  await server.createSession('Invoices of the autumn');
  await page.goto('/sessions');
  const row = page.getByRole('listitem').filter({hasText: 'Letters to the warehouse'});
  await expect(row).toContainText('idle');
  await server.send(one.id, 'ask');
  await expect(row).toContainText('waiting for an answer');
  await expect(row).toContainText('ready');

  await page.getByRole('searchbox', {name: 'Search sessions'}).fill('to the wareh');
  await expect(page.getByRole('link', {name: 'Invoices of the autumn'})).toBeHidden();
  await expect(row).toBeVisible();
  await page.getByRole('searchbox', {name: 'Search sessions'}).fill('nobody said this');
  await expect(page.getByText('No session fits')).toBeVisible();
  await page.getByRole('button', {name: 'Show all sessions'}).click();
  await expect(row).toBeVisible();
  await server.api('POST', `/sessions/${one.id}/interrupt`);
});

test('renames and deletes a session', async ({page, server, guard}) => {
  guard.allow(/status of 404/); // The list asks how the session is, and learns that it is gone.
  const {id} = await server.createSession('Called wrongly');
  await page.goto('/sessions');
  await page.getByRole('button', {name: 'Actions for Called wrongly'}).click();
  await page.getByRole('menuitem', {name: 'Rename…'}).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Called rightly');
  await page.getByRole('button', {name: 'Rename', exact: true}).click();
  await expect(page.getByRole('link', {name: 'Called rightly'})).toBeVisible();
  await page.getByRole('button', {name: 'Actions for Called rightly'}).click();
  await page.getByRole('menuitem', {name: 'Delete…'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Delete'}).click();
  await expect(page.getByRole('link', {name: 'Called rightly'})).toBeHidden();
  await expect(server.api('GET', `/sessions/${id}`)).rejects.toThrow('404');
});

test('says so when there is no such session', async ({page, guard}) => {
  guard.allow(/the server responded with a status of 404/);
  await page.goto('/sessions/01a21bff-0000-7000-8000-000000000000');
  await expect(page.getByRole('heading', {name: 'There is no such session'})).toBeVisible();
  await page.getByRole('link', {name: 'All sessions', exact: true}).click();
  await expect(page).toHaveURL(/\/sessions$/);
});

test('says so when there is no such page', async ({page, guard}) => {
  guard.allow(/the server responded with a status of 404/);
  await page.goto('/sessions/nowhere/nothing');
  await expect(page.getByRole('heading', {name: 'There is no such page'})).toBeVisible();
  await page.getByRole('link', {name: 'All sessions', exact: true}).click();
  await expect(page).toHaveURL(/\/sessions$/);
});
