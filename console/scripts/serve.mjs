#!/usr/bin/env node
/**
 * Starts the built distribution with a data folder of its own and a few sessions of the scripted
 * agent, to look at: prints its address, its token and a sign-in link. Ctrl-C ends everything.
 *
 *     node scripts/serve.mjs [--empty]
 *
 * SIGNALBOX_DIST names another distribution than the one in app/target.
 */
import {Server} from '../e2e/harness/distribution.mjs';
import {playSamples} from '../e2e/harness/samples.mjs';

const server = new Server({config: {SIGNALBOX_SERVER_LOG_LEVEL: 'WARN'}});
let stopping = null;

function stop() {
  stopping ??= server.stop().then(() => process.exit(0));
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

try {
  await server.start();
  console.log(`server   ${server.url}\ntoken    ${server.token}`);
  if (!process.argv.includes('--empty')) await playSamples(server, {tell: console.log});
  console.log(`sign in  ${await server.signInLink()}\nCtrl-C ends it.`);
} catch (problem) {
  if (!stopping) {
    console.error(problem);
    process.exitCode = 1;
    await server.stop();
  }
}
