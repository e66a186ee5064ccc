// Writes packages/client/src/openapi.ts from the server's openapi.yaml. A test fails when the
// committed file is not what this writes.
import {readFile, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import openapiTS, {astToString} from 'openapi-typescript';

const SOURCE = new URL(
  '../../../server/src/main/resources/dev/signalbox/server/openapi.yaml',
  import.meta.url,
);
const TARGET = new URL('../packages/client/src/openapi.ts', import.meta.url);

const HEAD = `// Made from openapi.yaml by \`npm run generate\`. Do not edit.
`;

export async function generated() {
  // A field with a default may be left out of a request.
  const options = {defaultNonNullable: false};
  return HEAD + astToString(await openapiTS(await readFile(SOURCE), options));
}

export async function committed() {
  return readFile(TARGET, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(TARGET, await generated());
}
