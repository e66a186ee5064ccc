import type {Locator} from '@playwright/test';
import {agentCommand} from './harness/distribution.mjs';
import {Console} from './harness/console';
import {expect, test, type Page} from './harness/test';

test('creates a session, permits and sends without a mouse', async ({page}) => {
  await page.goto('/sessions');
  await expect(page.getByRole('heading', {name: 'Sessions', exact: true})).toBeVisible();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', {name: 'New session'});
  await expect(dialog).toBeVisible();
  const program = dialog.getByRole('radio', {name: /Any program/});
  await tabTo(page, dialog.getByRole('radio', {checked: true}).first());
  for (let press = 0; press < 8 && !(await program.isChecked()); press++) {
    await page.keyboard.press('ArrowDown');
  }
  await expect(program).toBeChecked();
  await tabTo(page, dialog.getByLabel('Command'));
  await page.keyboard.type(agentCommand('--speed=20').join(' '));
  await tabTo(page, dialog.getByLabel('Name'));
  await page.keyboard.type('Without a mouse');
  await tabTo(page, dialog.getByLabel('First message'));
  await page.keyboard.type('ask');
  await page.keyboard.press('Control+Enter');

  const console = new Console(page);
  await expect(page.getByRole('heading', {name: 'Without a mouse'})).toBeVisible();
  await expect(console.permission).toBeVisible();
  await tabTo(page, console.permission.getByRole('button', {name: 'Allow', exact: true}));
  await page.keyboard.press('Enter');
  await expect(console.conversation.getByText(/Staging is migrated/)).toBeVisible();

  await tabTo(page, console.composer);
  await page.keyboard.type('Thank you');
  await page.keyboard.press('Enter');
  await expect(console.conversation.getByText('I read: “Thank you”')).toBeVisible();
  await tabTo(page, page.getByRole('link', {name: 'Sessions', exact: true}));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', {name: 'Without a mouse'})).toBeVisible();
});

test('interrupts with Escape twice', async ({page, server}) => {
  const {id} = await server.createSession('Escape');
  const console = await new Console(page).open(id);
  await console.say('slow');
  await expect(console.interrupt).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Press Esc again to interrupt the query.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(console.interrupt).toBeHidden();
  await expect(console.send).toBeVisible();
});

test('says which keys there are', async ({page}) => {
  await page.goto('/sessions');
  await expect(page.getByRole('heading', {name: 'Sessions', exact: true})).toBeVisible();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog');
  await expect(help).toContainText('Go to sessions');
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await page.keyboard.press('g');
  await page.keyboard.press('v');
  await expect(page.getByRole('heading', {name: 'Server', exact: true})).toBeVisible();
});

/** Presses Tab until something has the focus, which has to be seen. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const hasFocus = () => target.evaluate((it) => it === document.activeElement);
  for (let press = 0; press < 80 && !(await hasFocus()); press++) await page.keyboard.press('Tab');
  await expect(target).toBeFocused();
  // A radio button shows it around its whole label, a field around the box that it is in.
  const isSeen = await target.evaluate((it) => {
    const shows = (element: Element) => {
      const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(element);
      return boxShadow !== 'none' || (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0);
    };
    const label = it.closest('label');
    const around = [it, it.parentElement, it.parentElement?.parentElement, label];
    return around.some((element) => element && shows(element));
  });
  expect(isSeen, 'the focus is seen').toBe(true);
}
