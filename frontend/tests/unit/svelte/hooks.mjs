import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileModule } from 'svelte/compiler';
import ts from 'typescript';

/** Compiles the runes of a module as the build does, for a client. */
export async function load(url, context, next) {
  if (!new URL(url).pathname.endsWith('.svelte.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText: code } = ts.transpileModule(await readFile(filename, 'utf8'), { compilerOptions: options, fileName: filename });
  const { js } = compileModule(code, { filename, generate: 'client' });
  return { format: 'module', source: js.code, shortCircuit: true };
}
