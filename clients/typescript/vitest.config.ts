import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Tests run on the sources, so that they need no build.
const client = {find: /^@signalbox\/client$/, replacement: at('packages/client/src/index.ts')};
const hooks = {find: /^@signalbox\/react$/, replacement: at('packages/react/src/index.ts')};
const react18 = [
  // Its modules, unlike what `require` gets, see the aliases below.
  {
    find: /^@testing-library\/react$/,
    replacement: at('node_modules/@testing-library/react/dist/@testing-library/react.esm.js'),
  },
  {find: /^react$/, replacement: at('react18/node_modules/react/index.js')},
  {find: /^react\/(.*)$/, replacement: at('react18/node_modules/react') + '/$1.js'},
  {find: /^react-dom$/, replacement: at('react18/node_modules/react-dom/index.js')},
  {find: /^react-dom\/(.*)$/, replacement: at('react18/node_modules/react-dom') + '/$1.js'},
];

// Longer than what a test waits for, so that it fails with what it waited for.
const testTimeout = 20_000;

const react = (name: string, alias: {find: RegExp; replacement: string}[]) => ({
  resolve: {alias: [client, hooks, ...alias]},
  test: {
    name,
    testTimeout,
    include: ['packages/react/test/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    env: {TESTED_REACT: name},
    server: {deps: {inline: [/@testing-library/]}},
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve: {alias: [client]},
        test: {name: 'client', testTimeout, include: ['packages/client/test/**/*.test.ts']},
      },
      react('react19', []),
      react('react18', react18),
    ],
  },
});
