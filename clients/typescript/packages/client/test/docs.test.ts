import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {beforeAll, describe, expect, it} from 'vitest';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const README = readFileSync(at('../README.md'), 'utf8');
const GUIDE = readFileSync(at('../../../../../docs/typescript.md'), 'utf8');

/** The examples of a language in a document, which are one program in the order of reading. */
function examples(document: string, language: string): string {
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm');
  return [...document.matchAll(fence)].map(([, code]) => code).join('\n');
}

/** What the compiler says of files that are not written anywhere, by their names. */
function complaints(files: ReadonlyMap<string, string>): Map<string, string[]> {
  const {config} = ts.readConfigFile(at('../../../tsconfig.base.json'), (path) =>
    ts.sys.readFile(path),
  ) as {config: object};
  const {options} = ts.parseJsonConfigFileContent(config, ts.sys, at('../../..'));
  const all: ts.CompilerOptions = {
    ...options,
    noEmit: true,
    noUnusedLocals: false,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    types: ['node'],
    paths: {
      '@signalbox/client': [at('../src/index.ts')],
      '@signalbox/react': [at('../../react/src/index.ts')],
    },
  };
  const host = ts.createCompilerHost(all);
  const {fileExists, readFile} = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  const program = ts.createProgram([...files.keys()], all, host);
  return new Map(
    [...files.keys()].map((path) => [
      path,
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(path))
        .map(({messageText}) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ]),
  );
}

describe('the examples', () => {
  const files = new Map([
    [at('../readme.example.ts'), examples(README, 'ts')],
    [at('../guide.example.ts'), examples(GUIDE, 'ts')],
    [at('../guide-react.example.tsx'), examples(GUIDE, 'tsx')],
    [
      at('../wrong.example.ts'),
      "import {SignalboxClient as C} from '@signalbox/client';\nnew C(1);",
    ],
  ]);
  let said = new Map<string, string[]>();

  beforeAll(() => {
    said = complaints(files);
  }, 120_000);

  it.each(['readme.example.ts', 'guide.example.ts', 'guide-react.example.tsx'])(
    'compile: %s',
    (name) => {
      const path = at(`../${name}`);
      expect(files.get(path)).toContain("from '@signalbox/client'");
      expect(said.get(path)).toEqual([]);
    },
  );

  it('would be found out if they did not', () => {
    expect(said.get(at('../wrong.example.ts'))).toHaveLength(1);
  });
});
