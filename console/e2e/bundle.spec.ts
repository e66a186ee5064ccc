import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from '@playwright/test';
import {findDistribution} from './harness/distribution.mjs';

const LIMIT = 250_000;

// A jar packs its files as gzip does, each by itself.
test('is at most 250 kB packed, all files together', () => {
  const lib = join(findDistribution(), 'lib');
  const jar = readdirSync(lib).find((name) => name.startsWith('signalbox-console-'))!;
  const {size} = statSync(join(lib, jar));
  console.log(`bundle  ${(size / 1000).toFixed(1)} kB packed`);
  expect(size).toBeLessThanOrEqual(LIMIT);
});
