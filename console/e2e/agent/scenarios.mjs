import {ask, question} from './asking.mjs';
import {story} from './story.mjs';
import {sayPatiently} from './wire.mjs';

/** What the agent can play: `(query, the words after the first, all words)`. */
export const scenarios = {story, ask, question, stream, logs, blocks, slow, fail, crash, reply};

async function reply(query, rest, words) {
  await query.write(`I read: “${words}”. Nothing in the shop has to change for that.`);
  query.spent(420, 31, 5_200, {model: 'shop-agent-1'});
}

const prose =
  'The totals are computed in cents so that nothing is lost to rounding and each rule of the ' +
  'price list is applied in the order in which the shop’s owner wrote it down before the sum ' +
  'is shown to the customer';

/** N deltas, R a second, however long the pieces take to be said. */
async function stream(query, [count = '200', rate = '100']) {
  const words = prose.split(' ');
  const block = {type: 'assistant_text', id: query.newId('text')};
  const started = performance.now();
  let content = '';
  query.start({...block, content});
  for (let said = 0; said < Number(count); said++) {
    const due = started + (said * 1000) / Number(rate);
    if (due > performance.now()) await query.pauseExactly(due - performance.now());
    const end = (said + 1) % 60 === 0 ? '.\n\n' : ' ';
    const piece = `${words[said % words.length]}${end}`;
    content += piece;
    query.delta(block.id, piece);
  }
  query.complete({...block, content});
}

const lines = [
  ['debug', 'cache hit for price list 2026-11'],
  ['info', 'compiled src/cart/totals.ts in 41 ms'],
  ['info', 'watching 214 files'],
  ['warn', 'source map of src/checkout/legacy.js is missing'],
  ['debug', 'resolved @shop/money to packages/money'],
  ['info', 'reloaded 3 modules'],
  ['error', 'upstream payments-test did not answer within 2000 ms'],
  ['debug', 'connection to the stock service is kept open'],
];

async function logs(query, [count = '100']) {
  for (let line = 1; line <= Number(count); line++) {
    const [level, message] = lines[line % lines.length];
    await sayPatiently({type: 'log', level, source: 'agent', message: `${message} (${line})`});
  }
  await query.write(`Wrote ${count} log lines.`);
}

async function blocks(query, [count = '1000']) {
  let tool = '';
  for (let number = 1; number <= Number(count) && !query.interrupted; number++) {
    if (number % 5 === 2) tool = query.newId('tool');
    const block = shortBlock(number, tool);
    block.id ??= query.newId('block');
    await sayPatiently({
      type: 'block_complete',
      conversationId: 'main',
      blockId: block.id,
      block,
    });
    // The interrupt is read only when this lets go.
    if (number % 500 === 0) await query.pauseExactly(1);
  }
}

function shortBlock(number, tool) {
  const file = `src/catalog/product-${String(number).padStart(5, '0')}.json`;
  switch (number % 5) {
    case 1:
      return {
        type: 'assistant_text',
        content: `**${number}.** Now \`${file}\`: is its price in cents?`,
      };
    case 2:
      return {
        ...{type: 'tool_use', id: tool, toolUseId: tool, toolName: 'Read', kind: 'read'},
        ...{input: {file_path: file}, status: 'success', locations: [{path: file}]},
      };
    case 3:
      return {
        ...{type: 'tool_result', toolUseId: tool, isError: false, durationMs: 12},
        output: `{\n  "sku": "HG-${number}",\n  "price": ${number * 5},\n  "currency": "EUR"\n}`,
      };
    case 4:
      return {
        type: 'assistant_text',
        content: `It is: ${number * 5} cents. Nothing to change.`,
      };
    default:
      return {
        type: 'thinking',
        content: 'The next product of the list follows the same schema.',
      };
  }
}

async function slow(query) {
  await query.write('I run the whole test suite now; that takes a while.');
  const id = query.newId('tool');
  query.start({
    ...{type: 'tool_use', id, toolUseId: id, toolName: 'Bash', kind: 'execute'},
    ...{
      description: 'Run all tests',
      input: {command: 'npm test -- --runInBand'},
      status: 'running',
    },
  });
  for (let suite = 1; ; suite++) {
    query.log('info', `suite ${suite} passed`);
    await query.pauseExactly(400);
  }
}

async function fail(query) {
  await query.write('I push the branch to the remote.');
  const message = 'git: authentication to git.example.org failed';
  query.log('error', message);
  await sayPatiently({type: 'error', message, code: 'AGENT_FAILED', data: {attempt: 1}});
  query.complete({type: 'error', id: query.newId('error'), message, code: 'GIT_AUTH'});
  query.end('failed', {cause: {code: 'AGENT_FAILED', message}});
}

async function crash(query) {
  await query.write('I install the packages of the lock file.');
  await query.pause(600);
  const words =
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n';
  await new Promise((isInThePipe) => process.stderr.write(words, isInThePipe));
  process.exit(1);
}
