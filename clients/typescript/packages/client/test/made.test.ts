import {gzipSync} from 'node:zlib';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {describe, expect, it} from 'vitest';

describe('what is made', () => {
  it('has the types of openapi.yaml as it is: else `npm run generate`', async () => {
    const {committed, generated} = await import('../../../scripts/generate.mjs');
    expect(await committed()).toBe(await generated());
  });

  it('is at most 15 kB gzipped, all of it, and needs nothing else', async () => {
    const made = await build({
      entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
      bundle: true,
      minify: true,
      format: 'esm',
      write: false,
      metafile: true,
    });
    const bytes = gzipSync(made.outputFiles[0]!.contents, {level: 9}).length;
    console.log(`@signalbox/client: ${bytes} bytes gzipped`);
    expect(bytes).toBeLessThanOrEqual(15_000);
    const foreign = Object.keys(made.metafile.inputs).filter((path) => /node_modules/.test(path));
    expect(foreign).toEqual([]);
  });
});
