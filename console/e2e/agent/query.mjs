import {setTimeout as wait} from 'node:timers/promises';
import {say} from './wire.mjs';

/** One query: what a scenario says, in the words of the wire, and its pauses. */
export class Query {
  #pace;
  #stop = new AbortController();
  #answers = new Map();
  #count = 0;
  #usage = {inputTokens: 0, outputTokens: 0, cacheReadTokens: 0};
  #ended = false;

  constructor(id, pace) {
    this.id = id;
    this.#pace = pace;
  }

  get interrupted() {
    return this.#stop.signal.aborted;
  }

  /** Whatever waits in this query is thrown out of its wait. */
  interrupt() {
    this.#stop.abort();
  }

  /** An id that no other block or request of the session has. */
  newId(what) {
    this.#count += 1;
    return `${what}-${this.id}-${this.#count}`;
  }

  /** Waits so many milliseconds at normal speed; throws when the query is interrupted. */
  async pause(ms) {
    const real = ms / this.#pace;
    if (real >= 1) await wait(real, undefined, {signal: this.#stop.signal});
    this.#stop.signal.throwIfAborted();
  }

  /** Waits so many milliseconds whatever the speed is. */
  async pauseExactly(ms) {
    await wait(ms, undefined, {signal: this.#stop.signal});
  }

  log(level, message, data) {
    say({type: 'log', level, source: 'agent', message, ...(data && {data})});
  }

  start(block, conversationId = 'main') {
    say({type: 'block_start', conversationId, block});
  }

  update(blockId, updates, conversationId = 'main') {
    say({type: 'block_update', conversationId, blockId, updates});
  }

  complete(block, conversationId = 'main') {
    say({type: 'block_complete', conversationId, blockId: block.id, block});
  }

  delta(blockId, delta, conversationId = 'main') {
    say({type: 'text_delta', conversationId, blockId, delta});
  }

  metadata(metadata, conversationId = 'main') {
    say({type: 'metadata_update', conversationId, metadata});
  }

  /** Counts tokens, and says the sum with what else is known of the conversation. */
  spent(inputTokens, outputTokens, cacheReadTokens, more = {}) {
    const usage = this.#usage;
    usage.inputTokens += inputTokens;
    usage.outputTokens += outputTokens;
    usage.cacheReadTokens += cacheReadTokens;
    const totalTokens = usage.inputTokens + usage.outputTokens + usage.cacheReadTokens;
    const cost =
      usage.inputTokens * 3e-6 + usage.outputTokens * 15e-6 + usage.cacheReadTokens * 3e-7;
    this.metadata({
      usage: {...usage, totalTokens},
      costUSD: Number(cost.toFixed(4)),
      contextUsed: 18_400 + Math.round(totalTokens / 6),
      contextWindow: 200_000,
      ...more,
    });
  }

  /** Streams a text in small pieces, as a model does. */
  async stream(block, text, {conversationId = 'main', pieceMs = 28} = {}) {
    this.start({...block, content: ''}, conversationId);
    for (const piece of text.match(/\s*\S+/g) ?? []) {
      await this.pause(pieceMs);
      this.delta(block.id, piece, conversationId);
    }
    this.complete({...block, content: (text.match(/\s*\S+/g) ?? []).join('')}, conversationId);
  }

  think(text, how) {
    return this.stream({type: 'thinking', id: this.newId('thought')}, text, how);
  }

  write(text, how) {
    return this.stream({type: 'assistant_text', id: this.newId('text')}, text, how);
  }

  /**
   * A tool from its start to its result. `during` may be an array of log messages, or a function
   * that does something while the tool runs. Returns the id of its block.
   */
  async tool(tool, {output, isError = false, durationMs, during, conversationId = 'main'}) {
    const id = this.newId('tool');
    const use = {type: 'tool_use', id, toolUseId: id, ...tool};
    this.start({...use, status: 'pending'}, conversationId);
    await this.pause(120);
    this.update(id, {status: 'running'}, conversationId);
    if (during) await during(id);
    await this.pause(durationMs);
    this.complete({...use, status: isError ? 'error' : 'success'}, conversationId);
    this.result(id, {output, isError, durationMs}, conversationId);
    return id;
  }

  result(toolUseId, {output, isError = false, durationMs}, conversationId = 'main') {
    const id = this.newId('result');
    this.complete(
      {type: 'tool_result', id, toolUseId, output, isError, durationMs},
      conversationId,
    );
  }

  /** Asks a person, and waits for the answer: `{optionId, message?, answers?}`. */
  ask(request) {
    const requestId = this.newId('request');
    return new Promise((resolve, reject) => {
      this.#answers.set(requestId, resolve);
      this.#stop.signal.addEventListener('abort', () => reject(this.#stop.signal.reason));
      say({type: 'permission_requested', requestId, queryId: this.id, ...request});
    });
  }

  answered(command) {
    this.#answers.get(command.requestId)?.(command);
    this.#answers.delete(command.requestId);
  }

  end(outcome, more = {}) {
    if (this.#ended) return;
    this.#ended = true;
    say({type: 'query_ended', queryId: this.id, outcome, ...more});
  }
}
