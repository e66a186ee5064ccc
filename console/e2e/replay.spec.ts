import {expect, test} from './harness/test';

test('steps and scrubs through the journal, and opens at the event of a link', async ({
  page,
  server,
}) => {
  const {id} = await server.createSession('Replayed', {flags: ['--speed=max']});
  const {headSeq} = await server.play(id, 'Story: orders of exactly €50 pay for shipping.');
  await page.goto(`/sessions/${id}/replay`);
  await expect(page.getByRole('heading', {name: 'Replay of Replayed'})).toBeVisible();
  const event = page.getByRole('slider', {name: 'Event'});
  await expect(page.getByText(`${headSeq} events`)).toBeVisible();

  await expect(event, 'it begins at the beginning').toHaveValue('1');
  const facts = page.getByRole('region', {name: 'Event 1'});
  await expect(facts).toContainText('session:created');
  await expect(facts, 'who said it').toContainText('admin');
  await expect(page.getByText('Nothing had been said yet')).toBeVisible();

  await page.getByRole('button', {name: 'Next event'}).click();
  await expect(event).toHaveValue('2');
  await expect(page).toHaveURL(/seq=2/);
  await event.focus();
  await event.press('End');
  await expect(event).toHaveValue(String(headSeq));
  await expect(page.getByText('All 15 tests of the cart pass.')).toBeVisible();
  await event.press('ArrowLeft');
  await expect(event).toHaveValue(String(headSeq - 1));
  await event.fill('3');
  await expect(page.getByRole('heading', {name: 'Event 3', exact: true})).toBeVisible();
  await expect(page.getByText('All 15 tests of the cart pass.')).toBeHidden();

  const middle = Math.floor(headSeq / 2);
  await page.goto(`/sessions/${id}/replay?seq=${middle}`);
  await expect(page.getByRole('heading', {name: `Event ${middle}`, exact: true})).toBeVisible();
  await expect(event).toHaveValue(String(middle));
});

test('plays a journal, and jumps to what matters in it', async ({page, server}) => {
  const {id} = await server.createSession('Played');
  await server.send(id, 'ask');
  await server.until(id, ({runtime}) => runtime.pendingPermissions.length > 0);
  await page.goto(`/sessions/${id}/replay?seq=1`);
  await expect(page.getByRole('heading', {name: 'Event 1', exact: true})).toBeVisible();
  await page.getByRole('button', {name: 'Next permission'}).click();
  await expect(page.getByRole('region', {name: /^Event/})).toContainText(
    'session:permission:requested',
  );
  await page.getByRole('button', {name: 'First event'}).click();
  await page.getByRole('button', {name: 'Play', exact: true}).click();
  await expect
    .poll(async () => Number(await page.getByRole('slider', {name: 'Event'}).inputValue()))
    .toBeGreaterThan(3);
  await server.api('POST', `/sessions/${id}/interrupt`);
});
