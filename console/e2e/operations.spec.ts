import {Console} from './harness/console';
import {expect, test} from './harness/test';

test('filters logs by level, source and text', async ({page, server}) => {
  const {id} = await server.createSession('Logs');
  await server.play(id, 'logs 40');
  const console = await new Console(page).open(id);
  const {logs, operations} = console;
  const level = operations.getByRole('combobox', {name: 'Level'});
  await level.selectOption('info');
  await expect(logs.getByText('watching 214 files (26)')).toBeVisible();
  await expect(logs.getByText('cache hit for price list')).toHaveCount(0);

  await level.selectOption('debug');
  await expect(logs.getByText('cache hit for price list 2026-11 (40)')).toBeVisible();
  await level.selectOption('error');
  await expect(logs.getByText('payments-test did not answer').first()).toBeVisible();
  await expect(logs.getByText('watching 214 files')).toHaveCount(0);

  await level.selectOption('info');
  const source = operations.getByRole('combobox', {name: 'Source'});
  await source.selectOption('runner');
  await expect(logs.getByText('watching 214 files')).toHaveCount(0);
  await source.selectOption('agent');
  await expect(logs.getByText('watching 214 files (26)')).toBeVisible();

  await operations.getByRole('searchbox', {name: 'Search the logs'}).fill('SOURCE MAP');
  await expect(logs.getByText('source map of src/checkout/legacy.js').first()).toBeVisible();
  await expect(logs.getByText('watching 214 files')).toHaveCount(0);

  await server.send(id, 'logs 5');
  await expect(logs.getByText('legacy.js is missing (3)'), 'what comes live too').toHaveCount(2);
});

test('shows what the agent says on stderr, and data on demand', async ({page, server}) => {
  const {id} = await server.createSession('Stderr', {flags: ['--speed=max']});
  await server.play(id, 'story');
  const {logs} = await new Console(page).open(id);
  await expect(logs.getByText('npm warn deprecated')).toBeVisible();
  const line = logs.getByText('favicon.ico was not found (404)').locator('..');
  await line.getByRole('button', {name: 'data'}).click();
  await expect(logs.getByText('/cart')).toBeVisible();
});

test('shows what befell the environment, and how both machines are', async ({page, server}) => {
  const {id} = await server.createSession('Crash');
  const console = await new Console(page).open(id);
  await expect(console.state).toContainText(/not started/i);
  await console.say('crash');
  await expect(console.state).toContainText(/error|restart/i);
  await server.until(id, ({runtime}) => runtime.executionEnvironment?.status === 'ready');
  await expect(console.state).toContainText(/ready/i);
  await console.operations.getByRole('tab', {name: 'Timeline'}).click();
  await expect(console.operations.getByText('query failed')).toBeVisible();
  await expect(console.operations.getByText('AGENT_OUT_OF_MEMORY').first()).toBeVisible();
  await console.operations.getByText('What it said last on stderr').first().click();
  await expect(console.operations.getByText(/Reached heap limit/).first()).toBeVisible();
});

test('restarts and terminates the environment, after asking', async ({page, server}) => {
  const {id} = await server.createSession('Terminated');
  await server.play(id, 'Hello');
  const console = await new Console(page).open(id);
  await console.operations.getByRole('button', {name: 'Restart'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Restart', exact: true}).click();
  await expect(dialog).toBeHidden();
  await server.until(id, ({runtime}) => runtime.executionEnvironment?.status === 'ready');
  await console.operations.getByRole('button', {name: 'Terminate'}).click();
  await dialog.getByRole('button', {name: 'Terminate', exact: true}).click();
  await expect(console.state).toContainText(/terminated/i);
  await console.say('Wake up');
  await expect(console.conversation.getByText('I read: “Wake up”')).toBeVisible();
});
