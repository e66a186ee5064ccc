import {expect, test} from './harness/test';

test('signs in by the link that `signalbox signin` prints', async ({open, server}) => {
  const page = await open({token: null});
  await page.goto(await server.signInLink());
  await expect(page.getByRole('heading', {name: 'Sessions', level: 1})).toBeVisible();
  await expect(page.getByRole('button', {name: 'Account: admin'})).toBeVisible();
  expect(page.url(), 'the ticket stands in no address').not.toContain('ticket');
});

test('sends who is not signed in to the sign-in page, and back to where they were', async ({
  open,
  server,
}) => {
  const page = await open({token: null});
  await page.goto('/server');
  await expect(page).toHaveURL(/\/signin\?next=/);
  await page.getByLabel(/token/i).fill(server.token);
  await page.getByRole('button', {name: 'Sign in'}).click();
  await expect(page).toHaveURL(`${server.url}/server`);
  await expect(page.getByRole('heading', {name: 'Server', level: 1})).toBeVisible();
});

test('signs out, in the other tabs of the browser too', async ({page, guard}) => {
  guard.allow(/the server responded with a status of 401/);
  const other = await page.context().newPage();
  await other.goto('/sessions');
  await expect(other.getByRole('heading', {name: 'Sessions', exact: true})).toBeVisible();
  await page.goto('/sessions');
  await page.getByRole('button', {name: 'Account: admin'}).click();
  await page.getByRole('button', {name: 'Sign out'}).click();
  await expect(page).toHaveURL(/\/signin/);
  await expect(other).toHaveURL(/\/signin/);
  expect(await page.evaluate(() => localStorage.getItem('signalbox.csrf'))).toBeNull();
  await page.goto('/sessions');
  await expect(page).toHaveURL(/\/signin/);
});

test('goes to the sign-in page when the key that signed in is revoked', async ({
  open,
  server,
  guard,
}) => {
  guard.allow(/the server responded with a status of 401/, /WebSocket connection to .* failed/);
  const key = await server.key('revoked', 'prompter');
  const page = await open({token: key.token});
  await page.goto('/sessions');
  await expect(page.getByRole('button', {name: 'Account: revoked'})).toBeVisible();
  await server.api('DELETE', `/keys/${key.id}`);
  await expect(page).toHaveURL(/\/signin/);
});
