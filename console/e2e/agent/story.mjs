import {cartPicture} from './picture.mjs';
import * as shop from './shop.mjs';

/** A piece of work from a bug report to the mended code, with every kind of block. */
export async function story(query) {
  query.log('info', 'opened the repository harbour-goods/shop at 4f1c2ab');
  query.metadata({model: 'shop-agent-1', title: 'Free shipping at exactly €50'});
  const plan = await begin(query);
  await find(query);
  plan.moveOn();
  await mend(query);
  plan.moveOn();
  await review(query);
  plan.moveOn();
  await look(query);
  plan.finish();
  await query.write(shop.closingWords, {pieceMs: 22});
  query.spent(2_140, 1_265, 41_800);
  query.log('info', 'wrote 2 files; nothing is left to do');
}

/** What the agent thinks and plans. Returns the plan, whose entries move on. */
async function begin(query) {
  await query.think(shop.firstThought);
  const id = query.newId('plan');
  const entries = shop.steps.map((content, index) => ({
    ...{content, priority: index < 2 ? 'high' : 'medium'},
    status: index === 0 ? 'in_progress' : 'pending',
  }));
  query.start({type: 'plan', id, entries});
  const moveOn = () => {
    const at = entries.findIndex((entry) => entry.status === 'in_progress');
    entries[at].status = 'completed';
    if (entries[at + 1]) entries[at + 1].status = 'in_progress';
    query.update(id, {entries});
  };
  const finish = () => {
    entries.forEach((entry) => (entry.status = 'completed'));
    query.complete({type: 'plan', id, entries});
  };
  query.spent(3_180, 212, 12_400);
  await query.write(shop.openingWords);
  return {moveOn, finish};
}

async function find(query) {
  query.log('debug', 'ripgrep: 3 matches in 2 files', {pattern: 'freeShipping'});
  await query.tool(
    {toolName: 'Grep', kind: 'search', input: {pattern: 'freeShipping', path: 'src'}},
    {output: shop.matches, durationMs: 84},
  );
  await query.tool(
    {
      ...{toolName: 'Read', kind: 'read', input: {file_path: 'src/cart/totals.ts'}},
      locations: [{path: 'src/cart/totals.ts', line: 21}],
    },
    {output: shop.totals, durationMs: 31},
  );
  await query.tool(shop.testRun, {
    ...{output: shop.failingTests, isError: true, durationMs: 1_874},
    during: async () => {
      process.stderr.write('npm warn deprecated jest-junit@15.0.0: use the built-in reporter\n');
      await query.pause(300);
      query.log('warn', 'test: 1 of 14 failed', {suite: 'test/cart/totals.test.ts'});
    },
  });
  query.spent(4_020, 388, 18_900);
}

async function mend(query) {
  await query.write(shop.foundWords);
  await query.tool(shop.edit, {output: 'src/cart/totals.ts was changed.', durationMs: 46});
  await query.tool(shop.patch, {output: '1 file changed', durationMs: 52});
  await query.tool(shop.testRun, {
    ...{output: shop.passingTests, durationMs: 1_640},
    during: () => query.log('info', 'test: 15 of 15 passed', {suite: 'test/cart/totals.test.ts'}),
  });
  query.spent(2_760, 641, 24_300);
}

/** A subagent looks for other places of the same fault, in a conversation of its own. */
async function review(query) {
  const subagentId = query.newId('reviewer');
  const id = query.newId('subagent');
  const block = {
    ...{type: 'subagent', id, subagentId, name: 'reviewer'},
    input: {prompt: 'Look for other limits that leave out their own value (`>` for `>=`).'},
  };
  const how = {conversationId: subagentId};
  query.start({...block, status: 'running'});
  await query.think('Limits stand in the price rules and in the coupons. I look there first.', how);
  await query.tool(
    {toolName: 'Grep', kind: 'search', input: {pattern: '> *[A-Z_]+_FROM', path: 'src'}},
    {output: shop.otherMatches, durationMs: 71, ...how},
  );
  await query.tool(
    {toolName: 'Read', kind: 'read', input: {file_path: 'src/pricing/coupons.ts'}},
    {output: shop.coupons, durationMs: 22, ...how},
  );
  await query.write(shop.reviewWords, how);
  query.metadata({usage: {inputTokens: 1_930, outputTokens: 204}, costUSD: 0.0089}, subagentId);
  query.complete({...block, status: 'success', output: shop.reviewWords, durationMs: 3_420});
}

async function look(query) {
  query.log('debug', 'headless browser: 480 × 270, 1 page', {url: '/cart'});
  await query.tool(
    {
      toolName: 'Screenshot',
      kind: 'fetch',
      description: 'The cart at €50.00',
      input: {page: '/cart'},
    },
    {
      durationMs: 612,
      output: [
        {type: 'text', text: 'The cart with goods of exactly €50.00: shipping is free.'},
        {
          type: 'image',
          source: {type: 'base64', mediaType: 'image/png', data: cartPicture()},
        },
      ],
    },
  );
  query.log('error', 'the browser’s console: favicon.ico was not found (404)', {page: '/cart'});
}
