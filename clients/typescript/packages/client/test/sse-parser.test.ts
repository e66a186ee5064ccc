import {describe, expect, it} from 'vitest';
import {SseParser, type ServerSentEvent} from '../src/sse-parser.js';

function parsed(...chunks: string[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = new SseParser((event) => events.push(event));
  chunks.forEach((chunk) => parser.push(chunk));
  return events;
}

const TEXT =
  'id: 1-1\nevent: a\ndata: {"x":1}\n\n: a comment\nevent:b\ndata:one\ndata: two\n\nevent: empty\n\n' +
  'data\r\n\r\ndata: é\r\rid: 1-2\nretry: 5\ndata:  spaced\n\nevent: cut\ndata: not whole\n';
const EVENTS = [
  {id: '1-1', event: 'a', data: '{"x":1}'},
  {id: '1-1', event: 'b', data: 'one\ntwo'},
  {id: '1-1', event: '', data: ''},
  {id: '1-1', event: '', data: 'é'},
  {id: '1-2', event: '', data: ' spaced'},
];

describe('server-sent events', () => {
  it('are read by their rules', () => {
    expect(parsed(TEXT)).toEqual(EVENTS);
  });

  it('are the same wherever their chunks are cut', () => {
    for (let cut = 0; cut <= TEXT.length; cut++) {
      expect(parsed(TEXT.slice(0, cut), TEXT.slice(cut)), `cut at ${cut}`).toEqual(EVENTS);
    }
    expect(parsed(...TEXT)).toEqual(EVENTS);
  });

  it('have an end to their lines', () => {
    const parser = new SseParser(() => {}, 10);
    parser.push('data: 1234');
    expect(() => parser.push('5')).toThrow('over 10 characters');
  });

  it('take a long line in many chunks in time that grows with its length', () => {
    const events: ServerSentEvent[] = [];
    const parser = new SseParser((event) => events.push(event));
    parser.push('data: ');
    const chunk = 'x'.repeat(16 * 1024);
    for (let i = 0; i < 2_000; i++) {
      parser.push(chunk);
    }
    parser.push('\n\n');
    expect(events[0]!.data).toHaveLength(2_000 * chunk.length);
  });
});
