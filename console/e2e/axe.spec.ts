import {AxeBuilder} from '@axe-core/playwright';
import {Console} from './harness/console';
import {expect, test, type Page} from './harness/test';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`has no serious accessibility finding (${colorScheme})`, async ({open, server, guard}) => {
    test.slow();
    const {id} = await server.createSession('Looked at', {flags: ['--speed=max']});
    await server.play(id, 'Story: orders of exactly €50 pay for shipping.');
    await server.play(id, 'fail');
    const page = await open({colorScheme});
    await page.goto('/signin');
    await check(page, 'the sign-in page');
    await page.goto('/sessions');
    await expect(page.getByRole('link', {name: 'Looked at'}).first()).toBeVisible();
    await check(page, 'sessions');
    await page.getByRole('button', {name: 'Actions for Looked at'}).first().click();
    await check(page, 'the menu of a session');
    await page.keyboard.press('Escape');
    await page.getByRole('button', {name: 'New session'}).first().click();
    await page
      .getByText(/not available here/)
      .first()
      .click();
    await check(page, 'the dialog for a new session');

    const console = await new Console(page).open(id);
    await expect(console.logs).toBeVisible();
    await check(page, 'a session');
    await console.conversation.getByRole('log').evaluate((it) => it.scrollTo({top: 0}));
    await check(page, 'the beginning of a session');
    await console.operations.getByRole('tab', {name: 'Timeline'}).click();
    await console.say('ask');
    await expect(console.permission).toBeVisible();
    await check(page, 'a permission request and the timeline');
    await page.keyboard.press('Alt+3');
    await expect(console.permission).toBeHidden();
    await console.say('question');
    await expect(console.question).toBeVisible();
    await check(page, 'a question');
    await server.api('POST', `/sessions/${id}/interrupt`);

    await page.goto(`/sessions/${id}/replay`);
    await expect(page.getByRole('slider', {name: 'Event'})).toBeVisible();
    await check(page, 'replay');
    await page.goto('/server');
    await expect(page.getByText('The journal works.')).toBeVisible();
    await check(page, 'the server');
    guard.allow(/the server responded with a status of 404/);
    await page.goto('/nowhere');
    await expect(page.getByRole('heading', {name: 'There is no such page'})).toBeVisible();
    await check(page, 'a page that is not there');
  });
}

async function check(page: Page, what: string): Promise<void> {
  const {violations} = await new AxeBuilder({page}).analyze();
  const serious = violations
    .filter(({impact}) => impact === 'serious' || impact === 'critical')
    .map(({id, nodes}) => ({id, nodes: nodes.map(({target, any}) => [target, any[0]?.message])}));
  expect.soft(serious, what).toEqual([]);
}
