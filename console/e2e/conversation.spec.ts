import {Console} from './harness/console';
import {expect, test} from './harness/test';

test('sends a message, and shows the answer as it streams', async ({page, server}) => {
  const {id} = await server.createSession('Streams');
  const console = await new Console(page).open(id);
  await expect(console.conversation.getByText('Nothing was said yet')).toBeVisible();
  await console.say('stream 60 20');
  const words = console.conversation.getByText(/The totals are computed in cents/);
  await expect(words).toBeVisible();
  const begun = (await words.innerText()).length;
  await expect(console.interrupt).toBeVisible();
  await expect.poll(async () => (await words.innerText()).length).toBeGreaterThan(begun);
  await expect(console.send).toBeVisible();
  await expect(console.conversation.getByText(/shop’s owner wrote it down before/)).toBeVisible();
});

test('shows every kind of block of a piece of work', async ({page, server}) => {
  const {id} = await server.createSession('Free shipping', {flags: ['--speed=max']});
  await server.play(id, 'Story: orders of exactly €50 pay for shipping.');
  const console = await new Console(page).open(id);
  const {conversation} = console;
  await expect(conversation.getByRole('cell', {name: '€50.00'})).toBeVisible();
  await expect(conversation.getByText('All 15 tests of the cart pass.')).toBeVisible();

  const overflow = await page.getByRole('main').evaluate((it) => it.scrollHeight - it.clientHeight);
  expect(overflow, 'the conversation scrolls, the page does not').toBe(0);

  const all = await readAll(console);
  expect(all, 'what the agent thought, folded').toContain('Thought');
  expect(all, 'the plan').toContain('Look at the cart in the browser');
  expect(all, 'a tool that failed').toMatch(/Bash.*failed/s);
  expect(all, 'the output of the failure').toContain('expected 490 to be +0');
  expect(all, 'an edit as a diff').toContain('const free = goods >= FREE_SHIPPING_FROM;');
  expect(all, 'a patch as a diff').toContain('takes shipping costs for one cent less');
  expect(all, 'the subagent').toContain('reviewer');

  await page.getByRole('tab', {name: /^reviewer/}).click();
  await expect(conversation.getByText('Coupons compare with >= and are right.')).toBeVisible();
  await expect(conversation.getByText('src/pricing/coupons.ts').first()).toBeVisible();
});

test('shows the image of a tool', async ({page, server}) => {
  const {id} = await server.createSession('Picture', {flags: ['--speed=max']});
  await server.play(id, 'story');
  const {conversation} = await new Console(page).open(id);
  const tool = conversation.getByRole('button', {name: /Screenshot/});
  await expect(tool).toBeVisible();
  if ((await tool.getAttribute('aria-expanded')) === 'false') await tool.click();
  const image = conversation.getByRole('img').first();
  await expect(image).toBeVisible();
  expect(await image.evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(480);
});

test('interrupts a query, and the session goes on', async ({page, server}) => {
  const {id} = await server.createSession('Interrupted');
  const console = await new Console(page).open(id);
  await console.say('slow');
  await expect(console.conversation.getByText('npm test -- --runInBand').first()).toBeVisible();
  await console.interrupt.click();
  await expect(console.interrupt).toBeHidden();
  await expect(console.conversation.getByText(/interrupted/i).first()).toBeVisible();
  await console.say('And now?');
  await expect(console.conversation.getByText('I read: “And now?”')).toBeVisible();
});

test('queues what is said meanwhile, and takes it back', async ({page, server}) => {
  const {id} = await server.createSession('Queue');
  const console = await new Console(page).open(id);
  await console.say('slow');
  await expect(console.queue).toBeVisible();
  await console.say('The first that waits');
  await expect(console.waiting).toHaveCount(1);
  await console.say('The second that waits');
  await expect(console.waiting).toHaveCount(2);
  await console.waiting.first().getByRole('button', {name: 'Take back'}).click();
  await expect(console.waiting).toHaveCount(1);
  await expect(console.composer, 'it can be written anew').toHaveValue('The first that waits');
  await console.composer.fill('');
  await console.interrupt.click();
  await expect(console.waiting).toHaveCount(0);
  await expect(console.conversation.getByText('I read: “The second that waits”')).toBeVisible();
  await expect(console.conversation.getByText('I read: “The first that waits”')).toHaveCount(0);
});

test('tells of a query that failed, and of an agent that died', async ({page, server}) => {
  const {id} = await server.createSession('Failures');
  const console = await new Console(page).open(id);
  await console.say('fail');
  const {conversation} = console;
  await expect(
    conversation.getByText(/authentication to git.example.org failed/).first(),
  ).toBeVisible();
  await console.say('crash');
  await expect(conversation.getByText(/exited with code 1/).first()).toBeVisible();
  await server.until(id, ({runtime}) => runtime.executionEnvironment?.status === 'ready');
  await console.say('Are you there again?');
  await expect(conversation.getByText('I read: “Are you there again?”')).toBeVisible();
});

test('goes on where it was when the page is loaded anew in mid-stream', async ({page, server}) => {
  const {id} = await server.createSession('Reload');
  const console = await new Console(page).open(id);
  await console.say('stream 120 30');
  await expect(console.conversation.getByText(/The totals are computed/).first()).toBeVisible();
  await page.reload();
  await expect(console.interrupt).toBeVisible();
  await expect(console.send).toBeVisible({timeout: 20_000});
  const words = await console.words();
  expect(words.match(/The totals are computed in cents/g), 'once each 40 words').toHaveLength(3);
});

async function readAll(console: Console): Promise<string> {
  const scroller = console.conversation.getByRole('log');
  const seen = new Set<string>();
  await scroller.evaluate((it) => it.scrollTo({top: 0}));
  for (let step = 0; step < 40; step++) {
    for (const line of (await scroller.innerText()).split('\n')) seen.add(line);
    const isEnd = await scroller.evaluate((it) => {
      const before = it.scrollTop;
      it.scrollBy({top: it.clientHeight / 2, behavior: 'instant'});
      return it.scrollTop === before;
    });
    if (isEnd) break;
  }
  return [...seen].join('\n');
}
