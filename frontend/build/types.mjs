// Makes src/artifacts/published.ts, the types of the published documents, from their JSON Schemas in ../artifacts/schemas.
// usage: node build/types.mjs [--check]    with `--check`, fails where the file is not what it would be made
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { compile } from 'json-schema-to-typescript';

const SCHEMAS = new URL('../../artifacts/schemas/', import.meta.url);
const TYPES = new URL('../src/artifacts/published.ts', import.meta.url);

const names = (await readdir(SCHEMAS)).filter((name) => name.endsWith('.json')).sort();
const all = { title: 'Published', type: 'object', properties: {}, required: [], definitions: {} };
for (const name of names) {
  const { definitions, ...schema } = JSON.parse(await readFile(new URL(name, SCHEMAS), 'utf8'));
  delete schema.$schema;
  Object.assign(all.definitions, definitions, { [schema.title]: schema });
  const document = name.replace('.json', '');
  all.properties[document] = { $ref: `#/definitions/${schema.title}` };
  all.required.push(document);
}
const text = await compile(all, 'Published', {
  additionalProperties: false,
  bannerComment: '/** The published documents. Made by `just types` from `artifacts/schemas`. */',
  style: { singleQuote: true, printWidth: 120 },
});

if (process.argv[2] === '--check') {
  if ((await readFile(TYPES, 'utf8')) !== text) {
    process.stderr.write('error: src/artifacts/published.ts is not what the schemas say\nhint: run `just types`\n');
    process.exit(1);
  }
} else {
  await writeFile(TYPES, text);
}
