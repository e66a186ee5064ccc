import {defineConfig} from '@playwright/test';

/**
 * Chromium's own flags: it runs as root in containers too, and asks the network for nothing by itself.
 */
const chromium = {
  executablePath: process.env['SIGNALBOX_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-sync',
    '--disable-domain-reliability',
    '--no-first-run',
    '--no-pings',
  ],
};

/** `npm run e2e`, `measure` and `screenshots` each run one of the projects. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'e2e/results',
  globalSetup: './e2e/harness/setup.ts',
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  expect: {timeout: 10_000},
  forbidOnly: !!process.env['CI'],
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    launchOptions: chromium,
    viewport: {width: 1280, height: 800},
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
  projects: [
    {name: 'e2e', testMatch: '*.spec.ts'},
    {name: 'measure', testMatch: '*.measure.ts', fullyParallel: false},
    {name: 'screenshots', testMatch: '*.shots.ts', fullyParallel: false},
  ],
});
