import {Console} from './harness/console';
import {expect, test, type Page} from './harness/test';

/**
 * How quick the console is, as numbers. What they should be on an idle machine stands beside them;
 * the bounds that fail are generous, for machines are busy and slow.
 */
test.describe.configure({mode: 'serial'});

const MAX = {flags: ['--speed=max']};

test('the first paint of a session of 1,000 blocks', async ({page, server}) => {
  const {id} = await server.createSession('1,000 blocks', MAX);
  await server.play(id, 'blocks 999'); // and the message
  await page.goto('/sessions');
  await expect(page.getByRole('link', {name: '1,000 blocks'})).toBeVisible();
  await page.addInitScript(watchFor, 'It is: 4995 cents.');
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    await page.goto(`/sessions/${id}`);
    await page.waitForFunction(() => (window as Watching).seenAt !== undefined);
    times.push(await page.evaluate(() => (window as Watching).seenAt!));
    await expect(page.getByText('It is: 4995 cents.')).toBeInViewport();
  }
  tell(
    'first paint of 1,000 blocks',
    `${times.map((ms) => ms.toFixed(0)).join(', ')} ms`,
    '≤ 1000',
  );
  expect(Math.min(...times)).toBeLessThan(5_000);
});

test('frames while 100 pieces of text a second come', async ({page, server}) => {
  const {id} = await server.createSession('100 deltas a second', MAX);
  await server.play(id, 'blocks 999');
  const console = await new Console(page).open(id);
  await console.say('stream 800 100');
  await expect(page.getByText(/The totals are computed/).first()).toBeVisible();
  const before = (await console.words()).length;
  const {frames, busy} = await framesIn(page, 'still');
  const after = (await console.words()).length;
  tell('frames at 100 deltas a second', told(frames, busy), '≥ 50');
  expect(after, 'the text grew meanwhile').toBeGreaterThan(before + 1_000);
  expect(frames).toBeGreaterThan(10);
});

test('scrolling a session of 50,000 blocks', async ({page, server}) => {
  const {id} = await server.createSession('50,000 blocks', MAX);
  await server.play(id, 'blocks 49999');
  const begun = Date.now();
  await new Console(page).open(id);
  await expect(page.getByText('It is: 249995 cents.')).toBeInViewport({timeout: 60_000});
  tell('first paint of 50,000 blocks', `${Date.now() - begun} ms`, '');
  const {frames, busy} = await framesIn(page, 'scroll');
  tell('frames while scrolling 50,000 blocks', told(frames, busy), '≥ 50');
  const jumps = await framesIn(page, 'jump');
  tell('frames while jumping in 50,000 blocks', told(jumps.frames, jumps.busy), '');
  expect(await page.locator('[data-index]').count(), 'only what is seen is there').toBeLessThan(
    200,
  );
  expect(frames).toBeGreaterThan(10);
});

interface Watching extends Window {
  seenAt?: number;
}

/** In the page: when this text was in the viewport of a frame that was drawn, in ms of its life. */
function watchFor(text: string): void {
  const look = () => {
    const found = [...document.querySelectorAll('[data-index] *')].findLast(
      (it) => it.childElementCount === 0 && it.textContent?.includes(text),
    );
    const box = found?.getBoundingClientRect();
    if (box && box.height > 0 && box.top < innerHeight && box.bottom > 0) {
      // It is laid out in this frame, and drawn when the next one begins.
      requestAnimationFrame(() => ((window as Watching).seenAt = performance.now()));
    } else {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
}

interface Frames {
  /** A second. */
  frames: number;
  /** The part of the time in which the page's main thread was at work, whatever else was on this machine. */
  busy: number;
}

/**
 * Frames, for five seconds in which the conversation is left alone, scrolled by as much as a wheel
 * does, or moved to another place altogether in each of them.
 */
async function framesIn(page: Page, how: 'still' | 'scroll' | 'jump'): Promise<Frames> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Performance.enable', {timeDomain: 'threadTicks'});
  const worked = async () => {
    const {metrics} = await browser.send('Performance.getMetrics');
    return metrics.find(({name}) => name === 'TaskDuration')!.value;
  };
  const before = await worked();
  const frames = await drawnIn(page, how);
  return {frames, busy: ((await worked()) - before) / 5};
}

function drawnIn(page: Page, how: 'still' | 'scroll' | 'jump'): Promise<number> {
  return page.evaluate((way) => {
    const scroller = document.querySelector('[role=log][aria-label=Conversation]')!;
    const move = (frame: number) => {
      if (way === 'scroll') {
        const step = Math.floor(frame / 100) % 2 === 0 ? -120 : 120;
        scroller.scrollBy({top: step, behavior: 'instant'});
      } else if (way === 'jump') {
        const top = (((frame * 7919) % 1000) / 1000) * scroller.scrollHeight;
        scroller.scrollTo({top, behavior: 'instant'});
      }
    };
    return new Promise<number>((done) => {
      const begun = performance.now();
      let frames = 0;
      const frame = () => {
        const spent = performance.now() - begun;
        if (spent >= 5_000) return done((frames * 1000) / spent);
        move(frames++);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
  }, how);
}

function told(frames: number, busy: number): string {
  return `${frames.toFixed(1)} a second, main thread ${(busy * 100).toFixed(0)} % busy`;
}

function tell(what: string, value: string, aim: string): void {
  console.log(`measured  ${what.padEnd(38)} ${value}${aim && `  (aim: ${aim})`}`);
}
