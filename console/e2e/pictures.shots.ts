import {statSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {Console} from './harness/console';
import type {Server} from './harness/distribution.mjs';
import {playSamples} from './harness/samples.mjs';
import {expect, test, type Page} from './harness/test';

/** Writes docs/images: the console as it is, with sessions that were really played. */
const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const SIZE_MAX = 400_000;
const DESK = {viewport: {width: 1440, height: 900}};
const PHONE = {viewport: {width: 390, height: 844}, hasTouch: true, deviceScaleFactor: 2};

const STORY = 'Free shipping at exactly €50';
let sessions: Map<string, string>;

test.describe.configure({mode: 'serial', timeout: 180_000});

test('plays the sessions', async ({server}) => {
  // Slowly, so that there is something to see of the two machines over time.
  sessions = await playSamples(server, {tell: (line) => console.log(line), storySpeed: 0.2});
});

test('sessions', async ({open}) => {
  const page = await open(DESK);
  await page.goto('/sessions');
  await expect(page.getByRole('link', {name: STORY})).toBeVisible();
  await expect(page.getByText('waiting for an answer').first()).toBeVisible();
  await picture(page, 'sessions');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a session, ${colorScheme}`, async ({open}) => {
    const page = await open({...DESK, colorScheme});
    const console = await new Console(page).open(sessions.get(STORY)!);
    await expect(console.logs).toBeVisible();
    await console.operations.getByRole('combobox', {name: 'Level'}).selectOption('debug');
    await expect(console.conversation.getByText('All 15 tests of the cart pass.')).toBeVisible();
    await showEdit(console);
    await picture(page, `session-${colorScheme}`);
  });
}

test('a permission request', async ({open}) => {
  const page = await open(DESK);
  const console = await new Console(page).open(sessions.get('Migrate staging')!);
  await expect(console.permission).toBeVisible();
  await expect(console.logs).toBeVisible();
  await picture(page, 'permission');
});

test('replay', async ({open, server}) => {
  const page = await open(DESK);
  const seq = await seqOfEdit(server, sessions.get(STORY)!);
  await page.goto(`/sessions/${sessions.get(STORY)!}/replay?seq=${seq}`);
  await expect(page.getByRole('heading', {name: `Event ${seq}`, exact: true})).toBeVisible();
  await picture(page, 'replay');
});

test('the server', async ({open}) => {
  const page = await open(DESK);
  await page.goto('/server');
  await expect(page.getByText('The journal works.')).toBeVisible();
  // Its curves need a few readings.
  await page.waitForTimeout(16_000);
  await picture(page, 'server');
});

test('the dialog for a new session', async ({open}) => {
  const page = await open(DESK);
  await page.goto('/sessions');
  await page.getByRole('button', {name: 'New session'}).first().click();
  const dialog = page.getByRole('dialog', {name: 'New session'});
  await dialog.getByRole('radio', {name: /Demo/}).first().check();
  await dialog.getByLabel('Name').fill('Prices with three decimals');
  await dialog
    .getByLabel('First message')
    .fill('Which prices in the catalog have three decimals, and why?');
  await dialog
    .getByText(/not available here/)
    .first()
    .click();
  await picture(page, 'new-session');
});

test('on a phone', async ({open}) => {
  const page = await open(PHONE);
  const console = await new Console(page).open(sessions.get(STORY)!);
  await expect(console.conversation.getByText('All 15 tests of the cart pass.')).toBeVisible();
  await picture(page, 'mobile');
});

/** The event by which the first edit of a session was done. */
async function seqOfEdit(server: Server, sessionId: string): Promise<number> {
  type Events = {items: {seq: number; data: {block: {toolName?: string}}}[]};
  const path = `/sessions/${sessionId}/events?types=session:block:complete&limit=1000`;
  const {items} = await server.api<Events>('GET', path);
  return items.find(({data}) => data.block.toolName === 'Edit')!.seq;
}

/** Scrolls back until the edit is in the middle. */
async function showEdit(console: Console): Promise<void> {
  const scroller = console.conversation.getByRole('log');
  const edit = console.conversation.getByRole('button', {name: /Edit/}).first();
  // The list may hold on to its end once more while lines are being measured.
  await expect(async () => {
    for (let step = 0; step < 30 && !(await edit.isVisible()); step++) {
      await scroller.evaluate((it) => it.scrollBy({top: -250, behavior: 'instant'}));
      await console.page.evaluate(() => new Promise(requestAnimationFrame));
    }
    await edit.evaluate((it) => it.scrollIntoView({block: 'center', behavior: 'instant'}));
    await console.page.waitForTimeout(500);
    await expect(edit).toBeInViewport({timeout: 100});
  }).toPass({timeout: 20_000});
  await console.page.mouse.move(0, 0);
}

async function picture(page: Page, name: string): Promise<void> {
  const path = `${IMAGES}${name}.png`;
  await page.screenshot({path, animations: 'disabled', caret: 'hide'});
  const {size} = statSync(path);
  console.log(`picture  docs/images/${name}.png  ${(size / 1000).toFixed(0)} kB`);
  expect(size).toBeLessThan(SIZE_MAX);
}
