// Rules that neither the compiler nor prettier knows. `node scripts/house-rules.mjs [FOLDER…]`
// prints what breaks them, and fails if anything does.
import {readFileSync, readdirSync} from 'node:fs';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';

const LINES_MAX = 300;
const SKIPPED = new Set(['node_modules', 'dist', 'target', 'results']);
const SOURCE = /\.(ts|tsx|mts|mjs|js|css|html)$/;
const TEXT = /\.(ts|tsx|mts|mjs|js|css|html|md|json)$/;
const GENERATED = /(^|\/)openapi\.ts$/;
// Written in two parts, so that this file keeps the rule.
const FOREIGN_WORD = new RegExp('sand' + 'box', 'i');
// Flags of browsers are called what they are called.
const FLAG = new RegExp('--no-sand' + 'box', 'g');

export function violations(root) {
  return [...filesBelow(root)].flatMap((file) => {
    const name = relative(root, file).replaceAll('\\', '/');
    const text = readFileSync(file, 'utf8');
    return name.endsWith('package-lock.json') ? ofLock(name, text) : ofFile(name, text);
  });
}

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) {
      yield* filesBelow(path);
    } else if (entry.isFile() && TEXT.test(entry.name)) {
      yield path;
    }
  }
}

function ofLock(name, text) {
  const hosts = text.match(/"resolved": "https?:[^"]*"/g) ?? [];
  return hosts.length === 0
    ? []
    : [`${name}: names a registry ${hosts.length} times, first ${hosts[0]}`];
}

function ofFile(name, text) {
  const found = [];
  const lines = text.split('\n').length - 1;
  if (SOURCE.test(name) && !GENERATED.test(name) && lines > LINES_MAX) {
    found.push(`${name}: ${lines} lines, over ${LINES_MAX}: split it`);
  }
  text.split('\n').forEach((line, index) => {
    if (FOREIGN_WORD.test(line.replace(FLAG, ''))) {
      found.push(`${name}:${index + 1}: the word is "execution environment"`);
    }
    if (/@ts-ignore|@ts-nocheck/.test(line) && !name.endsWith('house-rules.mjs')) {
      found.push(`${name}:${index + 1}: a type that is wrong is to be made right`);
    }
  });
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const roots = process.argv.slice(2);
  const here = fileURLToPath(new URL('..', import.meta.url));
  const found = (roots.length === 0 ? [here] : roots).flatMap(violations);
  found.forEach((line) => console.error(line));
  process.exitCode = found.length === 0 ? 0 : 1;
}
