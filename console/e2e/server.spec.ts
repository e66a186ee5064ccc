import {expect, test} from './harness/test';

test('shows how the server is, and what it can run', async ({page}) => {
  await page.goto('/server');
  await expect(page.getByText('The journal works.')).toBeVisible();
  await expect(page.getByText('Any program', {exact: true})).toBeVisible();
  await expect(page.getByText(/Containment by/)).toBeVisible();
});

test('makes a key, shows its token once, and revokes it', async ({page, server}) => {
  await page.goto('/server');
  await page.getByRole('button', {name: 'New key'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('build server');
  await dialog.getByRole('checkbox', {name: /prompter/}).check();
  await dialog.getByRole('button', {name: /create|make/i}).click();
  const token = await dialog.getByText(/^sbk_/).innerText();
  expect(await server.api('GET', '/me', undefined, token.trim())).toMatchObject({
    name: 'build server',
  });
  await dialog
    .getByRole('button', {name: /done|close/i})
    .last()
    .click();
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole('button', {name: /Revoke.*build server/}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Revoke'}).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(server.api('GET', '/me', undefined, token.trim())).rejects.toThrow('401');
});
