/** One server-sent event; what has no `data` is none. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

/** Characters in one line: the longest line of a runner is 32 MiB, and JSON may write it longer. */
const LINE_MAX = 64 * 1024 * 1024;

/** Reads a stream of server-sent events as its chunks come. */
export class SseParser {
  readonly #onEvent: (event: ServerSentEvent) => void;
  readonly #lineMax: number;
  /** The line that is not whole yet, in parts: joining them at each chunk would cost the square. */
  #parts: string[] = [];
  #length = 0;
  #endsInReturn = false;
  #event = '';
  #id = '';
  #data: string[] = [];

  constructor(onEvent: (event: ServerSentEvent) => void, lineMax = LINE_MAX) {
    this.#onEvent = onEvent;
    this.#lineMax = lineMax;
  }

  /** @throws RangeError where a line is longer than any that a server writes */
  push(chunk: string): void {
    let start = this.#endsInReturn && chunk.startsWith('\n') ? 1 : 0;
    this.#endsInReturn = false;
    for (let end = lineEnd(chunk, start); end >= 0; end = lineEnd(chunk, start)) {
      this.#keep(chunk.slice(start, end));
      const line = this.#parts.join('');
      this.#parts = [];
      this.#length = 0;
      start = end + 1;
      if (chunk[end] === '\r') {
        this.#endsInReturn = start === chunk.length;
        start += chunk[start] === '\n' ? 1 : 0;
      }
      this.#line(line);
    }
    this.#keep(chunk.slice(start));
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length > this.#lineMax) {
      throw new RangeError(`A line of the event stream is over ${this.#lineMax} characters`);
    }
    if (part !== '') {
      this.#parts.push(part);
    }
  }

  #line(line: string): void {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    switch (field) {
      case 'event':
        this.#event = value;
        break;
      case 'data':
        this.#data.push(value);
        break;
      case 'id':
        this.#id = value;
        break;
    }
  }

  #dispatch(): void {
    const told = {event: this.#event, data: this.#data.join('\n'), id: this.#id};
    const hasData = this.#data.length > 0;
    this.#event = '';
    this.#data = [];
    if (hasData) {
      this.#onEvent(told);
    }
  }
}

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  const until = feed < 0 ? text.length : feed;
  const back = text.slice(from, until).indexOf('\r');
  return back >= 0 ? from + back : feed;
}
