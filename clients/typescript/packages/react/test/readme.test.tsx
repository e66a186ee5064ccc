import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {fireEvent, render, screen, waitFor} from '@testing-library/react';
import ts from 'typescript';
import {expect, it} from 'vitest';
import {Chat} from './Chat.js';
import {world} from './world.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const EXAMPLE = at('./Chat.tsx');

it('shows the example that is tested here', () => {
  expect(readFileSync(at('../README.md'), 'utf8')).toContain(
    '```tsx\n' + readFileSync(EXAMPLE, 'utf8') + '```\n',
  );
});

// The types at hand are those of React 19.
const itWith19 = it.runIf(process.env['TESTED_REACT'] === 'react19');

itWith19('shows an example whose types are right', {timeout: 120_000}, () => {
  const base = at('../../../tsconfig.base.json');
  const {config} = ts.readConfigFile(base, (path) => ts.sys.readFile(path)) as {config: object};
  const {options} = ts.parseJsonConfigFileContent(config, ts.sys, at('../../..'));
  const program = ts.createProgram([EXAMPLE], {
    ...options,
    noEmit: true,
    jsx: ts.JsxEmit.ReactJSX,
    paths: {
      '@signalbox/client': [at('../../client/src/index.ts')],
      '@signalbox/react': [at('../src/index.ts')],
    },
  });
  const wrong = ts
    .getPreEmitDiagnostics(program)
    .map(({messageText}) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(wrong).toEqual([]);
});

it('shows an example that works', async () => {
  const {server, Wrapper} = await world();
  const session = server.create('s1');
  render(<Chat id="s1" />, {wrapper: Wrapper});
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull());
  const input = screen.getByLabelText<HTMLInputElement>('Message');
  fireEvent.change(input, {target: {value: 'hello'}});
  fireEvent.click(screen.getByText('Send'));
  expect(await screen.findByText('hello')).toBeTruthy();
  await waitFor(() => expect(input.value).toBe(''));
  session.start('q9');
  session.say([
    'session:permission:requested',
    {
      requestId: 'r1',
      queryId: 'q9',
      toolName: 'Bash',
      input: {},
      options: [{id: 'yes', kind: 'allow_once', label: 'Allow'}],
    },
    'q9',
  ]);
  fireEvent.click(await screen.findByText('Allow'));
  await waitFor(() => expect(screen.queryByText('Allow')).toBeNull());
});
