import {fileURLToPath} from 'node:url';
import react from '@vitejs/plugin-react';
import {defineConfig} from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SDK = '../clients/typescript/packages';

/** The server that `npm run dev` shows: requests go there as if they were its own pages'. */
const server = process.env['SIGNALBOX_URL'] ?? 'http://127.0.0.1:7717';
const toServer = {
  target: server,
  changeOrigin: true,
  ws: true,
  configure: (proxy: {
    on: (event: 'proxyReq' | 'proxyReqWs', act: (request: Outgoing) => void) => void;
  }) => {
    // The server refuses foreign origins, and to it this page is one.
    proxy.on('proxyReq', (request) => request.removeHeader('origin'));
    proxy.on('proxyReqWs', (request) => request.removeHeader('origin'));
  },
};
interface Outgoing {
  removeHeader(name: string): void;
}

export default defineConfig({
  plugins: [react()],
  resolve: {
    // The SDK's sources, so that the console needs no build of them, with one React for both.
    alias: {
      '@signalbox/client': at(`${SDK}/client/src/index.ts`),
      '@signalbox/react': at(`${SDK}/react/src/index.ts`),
    },
    dedupe: ['react', 'react-dom'],
  },
  build: {
    target: 'es2022',
    // The content policy allows no `data:` but for images.
    assetsInlineLimit: 0,
    // What all of it may weigh is a test's matter (e2e/bundle.spec.ts).
    chunkSizeWarningLimit: 1000,
    // Their authors ask to be named wherever the console goes.
    license: {fileName: 'licenses.md'},
    modulePreload: {polyfill: false},
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/signin', '/docs', '/metrics', '/readyz', '/livez', '/openapi.yaml'].map((path) => [
        path,
        toServer,
      ]),
    ),
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    maxWorkers: 2,
    server: {deps: {inline: [/@testing-library/]}},
  },
});
