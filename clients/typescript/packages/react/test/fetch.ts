import {request} from 'node:http';

/**
 * Node's own way to ask, as a `fetch`: that of happy-dom writes each request that fails on the
 * console, and asks only the page's own origin.
 */
export const loopbackFetch: typeof fetch = (input, init = {}) =>
  new Promise((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(init.headers));
    const asked = request(String(input), {method: init.method ?? 'GET', headers}, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const status = answer.statusCode!;
        resolve(new Response(status === 204 ? null : text, {status}));
      });
    });
    const {signal} = init;
    signal?.addEventListener('abort', () => {
      reject(signal.reason as Error);
      asked.destroy();
    });
    asked.on('error', (cause) => reject(new TypeError('fetch failed', {cause})));
    asked.end(init.body as string | undefined);
  });
