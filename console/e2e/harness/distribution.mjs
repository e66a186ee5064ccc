import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync, readFileSync, readlinkSync, rmSync} from 'node:fs';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const START_MS = 60_000;
const STOP_MS = 20_000;

/** The command line of the agent that plays scenarios. */
export function agentCommand(...flags) {
  return [process.execPath, fileURLToPath(new URL('../agent.mjs', import.meta.url)), ...flags];
}

/** The folder of the built distribution; an Error that says how to get one where there is none. */
export function findDistribution() {
  const named = process.env.SIGNALBOX_DIST;
  if (named) {
    if (existsSync(join(named, 'bin/signalbox'))) return resolve(named);
    throw new Error(`SIGNALBOX_DIST is ${named}, and no bin/signalbox is there`);
  }
  const target = join(repository, 'app/target');
  const found = existsSync(target)
    ? readdirSync(target).filter((name) => existsSync(join(target, name, 'bin/signalbox')))
    : [];
  if (found.length === 1) return join(target, found[0]);
  throw new Error(
    `${target} holds ${found.length} distributions, not one: build it with ` +
      '`mvn package -DskipTests` in the repository, or name one with SIGNALBOX_DIST',
  );
}

/** A server of the distribution, with a data folder of its own, and the runners it starts. */
export class Server {
  #process = null;
  #isOwnData;
  #said = '';

  /** `data`: where it keeps everything; absent, a new folder that `stop` deletes. */
  constructor({data, config = {}} = {}) {
    this.distribution = findDistribution();
    this.#isOwnData = data === undefined;
    this.data = data ?? mkdtempSync(join(tmpdir(), 'signalbox-console-'));
    this.config = config;
    this.port = 0;
    this.url = '';
    this.token = '';
  }

  get program() {
    return join(this.distribution, 'bin/signalbox');
  }

  /** Starts it, at the same port as before when it was started before. Returns when it listens. */
  async start() {
    const serve = ['serve', `--data=${this.data}`, `--port=${this.port}`, '--stop-sessions'];
    const child = spawn(this.program, serve, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // Ctrl-C at the terminal is ours to pass on
      env: {
        ...process.env,
        SIGNALBOX_JAVA_OPTS: process.env.SIGNALBOX_JAVA_OPTS ?? '-Xmx768m',
        ...this.config,
      },
    });
    this.#process = child;
    this.#said = '';
    child.stderr.on('data', (piece) => (this.#said = (this.#said + piece).slice(-4_000)));
    this.url = await this.#listening(child);
    this.port = Number(new URL(this.url).port);
    this.token = readFileSync(join(this.data, 'token'), 'utf8').trim();
    return this;
  }

  async #listening(child) {
    const late = wait(START_MS, 'late', {ref: false});
    const url = new Promise((found) => {
      createInterface({input: child.stdout}).on('line', (line) => {
        const said = /listening on (\S+)/.exec(line);
        if (said) found(said[1]);
      });
    });
    const said = await Promise.race([url, once(child, 'exit').then(() => 'ended'), late]);
    if (said.startsWith('http')) return said;
    child.kill('SIGKILL');
    throw new Error(`the server did not start (${said}): ${this.#said}`);
  }

  /** SIGKILL: nothing is said to anybody. Runners and agents go on. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Ends the server, what it started, and the folder when it is our own. */
  async stop() {
    await this.#end('SIGTERM');
    for (const pid of this.#leftOver()) process.kill(pid, 'SIGKILL');
    if (this.#isOwnData) rmSync(this.data, {recursive: true, force: true, maxRetries: 5});
  }

  async #end(signal) {
    const child = this.#process;
    this.#process = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const ended = await Promise.race([exited, wait(STOP_MS, 'late', {ref: false})]);
    if (ended === 'late') {
      child.kill('SIGKILL');
      await exited;
    }
  }

  /** Runners and agents that a killed server left, by their folder: all of it is this server's. */
  #leftOver() {
    if (!existsSync('/proc')) return [];
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && this.#isOurs(pid))
      .map(Number);
  }

  #isOurs(pid) {
    try {
      const isBelow = readlinkSync(`/proc/${pid}/cwd`).startsWith(`${this.data}/`);
      return isBelow || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${this.data}/`);
    } catch {
      return false; // It has just ended, or is somebody else's.
    }
  }

  /** Runs a command of the distribution against this server; what it printed. */
  async run(...args) {
    const env = {...process.env, SIGNALBOX_DATA: this.data};
    const child = spawn(this.program, args, {env, stdio: ['ignore', 'pipe', 'pipe']});
    let [printed, complained] = ['', ''];
    child.stdout.on('data', (piece) => (printed += piece));
    child.stderr.on('data', (piece) => (complained += piece));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`signalbox ${args[0]} ended with ${code}: ${complained}`);
    return printed.trim();
  }

  /** The link that `signalbox signin` prints: it signs one browser in. */
  signInLink() {
    return this.run('signin');
  }

  /** One request of the REST interface, as the administrator or with another token. */
  async api(method, path, body, token = this.token) {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && {'Content-Type': 'application/json'}),
      },
      ...(body !== undefined && {body: JSON.stringify(body)}),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  }

  /** Makes an API key: `{id, token}`. */
  key(name, ...roles) {
    return this.api('POST', '/keys', {name, roles});
  }

  /** A session of the scripted agent; `flags` as agent.mjs takes them. */
  createSession(name, {flags = ['--speed=20'], ...more} = {}) {
    const options = {command: agentCommand(...flags)};
    return this.api('POST', '/sessions', {agent: 'exec', name, options, ...more});
  }

  send(sessionId, content, more = {}) {
    return this.api('POST', `/sessions/${sessionId}/messages`, {content, ...more});
  }

  /** Waits until a session is as wanted: `(session) => boolean`, at most two minutes. */
  async until(sessionId, isWanted) {
    const end = Date.now() + 120_000;
    for (;;) {
      const session = await this.api('GET', `/sessions/${sessionId}`);
      if (isWanted(session)) return session;
      if (Date.now() > end) {
        throw new Error(`session ${sessionId} is still ${JSON.stringify(session.runtime)}`);
      }
      await wait(100);
    }
  }

  /** Sends, and waits until nothing is at work any more. */
  async play(sessionId, content) {
    await this.send(sessionId, content);
    return this.until(sessionId, isIdle);
  }
}

/** No query is at work, and none waits. */
export function isIdle({runtime}) {
  return runtime.activeQuery === undefined && runtime.queue.length === 0;
}
