#!/usr/bin/env node
/**
 * A scripted agent for Signalbox's agent `exec` (docs/runner.md): plain Node, no dependency.
 *
 * The first word of a message chooses what it plays:
 *
 *     story              a piece of work with every kind of block, logs, a plan, a subagent, an image
 *     ask                asks for permission, and goes on as it is told
 *     question           asks the person two questions, and says what was answered
 *     stream N R         N pieces of text, R a second
 *     logs N             N log lines of all levels
 *     blocks N           N short blocks, as fast as they go
 *     slow               works until it is interrupted
 *     fail               ends the query as failed, with an error
 *     crash              exits with 1 in the middle of the query
 *
 * Any other message gets a short answer. `--scenario=NAME` plays NAME whatever the message says.
 * `--speed=N` plays N times as fast; `--speed=max` does not wait at all. The environment variables
 * SIGNALBOX_AGENT_SCENARIO and SIGNALBOX_AGENT_SPEED say the same.
 */
import {createInterface} from 'node:readline';
import {Query} from './agent/query.mjs';
import {scenarios} from './agent/scenarios.mjs';
import {promptText, say} from './agent/wire.mjs';

const flags = Object.fromEntries(
  process.argv.slice(2).map((argument) => argument.replace(/^--/, '').split('=')),
);
const scenario = flags.scenario ?? process.env.SIGNALBOX_AGENT_SCENARIO;
const speed = flags.speed ?? process.env.SIGNALBOX_AGENT_SPEED ?? '1';
const pace = speed === 'max' ? Infinity : Number(speed);
if (!(pace > 0)) {
  console.error(`agent.mjs: --speed is a number above 0, or max; not ${speed}`);
  process.exit(2);
}

/** The query that is being worked on; there is at most one. */
let active = null;

async function play(command) {
  const query = new Query(command.queryId, pace);
  active = query;
  const words = promptText(command.prompt).trim().split(/\s+/);
  const name = scenario ?? words[0]?.toLowerCase().replace(/[^a-z]/g, '');
  try {
    await (scenarios[name] ?? scenarios.reply)(query, words.slice(1), words.join(' '));
    query.end('completed', {stopReason: 'end_turn'});
  } catch (problem) {
    if (!query.interrupted) throw problem;
    query.end('interrupted');
  } finally {
    active = null;
  }
}

const commands = {
  start_query: (command) => void play(command),
  interrupt: (command) => active?.id === command.queryId && active.interrupt(),
  answer_permission: (command) => active?.answered(command),
  shutdown: () => process.exit(0),
};

say({type: 'log', level: 'debug', source: 'agent', message: `shop-agent is ready, speed ${speed}`});
for await (const line of createInterface({input: process.stdin})) {
  const command = JSON.parse(line);
  commands[command.type]?.(command);
}
process.exit(0); // the runner closed our standard input: it wants us to end
