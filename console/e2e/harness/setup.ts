import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {findDistribution} from './distribution.mjs';

/** Says at once what is missing, rather than by the first of many failures. */
export default function setup(): void {
  const distribution = findDistribution();
  const isWithConsole = readdirSync(join(distribution, 'lib')).some((name) =>
    name.startsWith('signalbox-console-'),
  );
  if (!isWithConsole) {
    throw new Error(`${distribution} has no console: it was built where there is no Node`);
  }
  const chromium = process.env['SIGNALBOX_CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(chromium)) {
    throw new Error(
      `${chromium} is missing: install Debian's chromium, or name one by SIGNALBOX_CHROMIUM`,
    );
  }
  console.log(`distribution  ${distribution}`);
}
