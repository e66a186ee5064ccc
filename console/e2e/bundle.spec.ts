import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import {expect, test} from '@playwright/test';

const LIMIT = 250_000;

test('is at most 250 kB gzipped, all files together', () => {
  const dist = fileURLToPath(new URL('../dist', import.meta.url));
  const sizes = readdirSync(dist, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map(({parentPath, name}) => gzipSync(readFileSync(join(parentPath, name))).length);
  const sum = sizes.reduce((a, b) => a + b, 0);
  console.log(`bundle  ${(sum / 1000).toFixed(1)} kB gzipped in ${sizes.length} files`);
  expect(sum).toBeLessThanOrEqual(LIMIT);
});
