import {expect, type BrowserContext} from '@playwright/test';

/**
 * Hears what no page may do: ask another origin for something, break the content policy, throw, or
 * complain on the console. `check` fails the test when one did.
 */
export class Guard {
  readonly #faults: string[] = [];
  readonly #allowed: RegExp[] = [];

  constructor(private readonly origin: () => string) {}

  /** Complaints that a test provokes, such as the browser's own words about a refused connection. */
  allow(...complaints: RegExp[]): void {
    this.#allowed.push(...complaints);
  }

  watch(context: BrowserContext): void {
    context.on('request', (request) => {
      if (!this.#isOwn(request.url())) this.#faults.push(`asked for ${request.url()}`);
    });
    context.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.#faults.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#faults.push(`threw ${error.error().stack}`));
    context.on('page', (page) =>
      page.on('websocket', (socket) => {
        if (!this.#isOwn(socket.url())) this.#faults.push(`connected to ${socket.url()}`);
      }),
    );
  }

  #isOwn(address: string): boolean {
    const url = new URL(address);
    if (url.protocol === 'data:' || url.protocol === 'blob:' || url.protocol === 'about:')
      return true;
    return url.host === new URL(this.origin()).host;
  }

  check(): void {
    const isFault = (fault: string) => !this.#allowed.some((complaint) => complaint.test(fault));
    expect(this.#faults.filter(isFault), 'what a page may not do').toEqual([]);
  }
}
