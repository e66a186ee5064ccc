import {Console} from './harness/console';
import {expect, test, type Page} from './harness/test';

const PHONE = {viewport: {width: 390, height: 844}, hasTouch: true};

test('is usable at 390 pixels: nothing scrolls sideways, everything can be touched', async ({
  open,
  server,
}) => {
  const {id} = await server.createSession('On the way', {flags: ['--speed=max']});
  await server.play(id, 'Story: orders of exactly €50 pay for shipping.');
  const page = await open(PHONE);
  await page.goto('/sessions');
  await expect(page.getByRole('link', {name: 'On the way'})).toBeVisible();
  await expectFits(page, 'sessions');

  await page.getByRole('button', {name: 'New session'}).first().tap();
  await expect(page.getByRole('dialog', {name: 'New session'})).toBeVisible();
  await expectFits(page, 'the dialog');
  await page.getByRole('button', {name: 'Cancel'}).tap();

  await page.getByRole('link', {name: 'On the way'}).tap();
  const console = new Console(page);
  await expect(console.conversation.getByText('All 15 tests of the cart pass.')).toBeVisible();
  await expectFits(page, 'the conversation');
  await console.composer.fill('ask');
  await console.send.tap();
  await expect(console.permission).toBeVisible();
  await expectFits(page, 'a permission request');
  await console.permission.getByRole('button', {name: 'Allow', exact: true}).tap();
  await expect(console.conversation.getByText(/Staging is migrated/)).toBeVisible();

  await page.getByRole('tab', {name: 'Operations'}).tap();
  await expect(console.logs).toBeVisible();
  await expectFits(page, 'operations');
  await page.goto(`/sessions/${id}/replay`);
  await expect(page.getByRole('slider', {name: 'Event'})).toBeVisible();
  await expectFits(page, 'replay');
  await page.goto('/server');
  await expect(page.getByText('The journal works.')).toBeVisible();
  await expectFits(page, 'the server');
});

async function expectFits(page: Page, what: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const tooWide = document.documentElement.scrollWidth > innerWidth;
    return tooWide ? document.documentElement.scrollWidth : 0;
  });
  expect(wide, `${what}: the width of the page`).toBe(0);
  const small = await page.evaluate(() => {
    const targets = document.querySelectorAll<HTMLElement>('button, select, [role=tab], nav a');
    return (
      [...targets]
        .filter((it) => it.checkVisibility({checkVisibilityCSS: true}))
        // What stands in the middle of a log line is as high as lines are.
        .filter((it) => it.closest('[aria-label="Log lines"]') === null)
        .map((it) => ({
          name: it.getAttribute('aria-label') ?? it.innerText,
          box: it.getBoundingClientRect(),
        }))
        .filter(({box}) => box.width > 1 && box.height < 39.5)
        .map(({name, box}) => `${name.trim()} (${box.height.toFixed(0)} px)`)
    );
  });
  expect(small, `${what}: targets of less than 40 pixels`).toEqual([]);
}
