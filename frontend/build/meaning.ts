import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { parse } from './plain-markdown.ts';

const NAME = 'virtual:meaning';
const SOURCE = fileURLToPath(new URL('../../docs/meaning.md', import.meta.url));

/** Makes `docs/meaning.md` a module, so that the page has the text of the documentation, offline too. */
export function meaning(): Plugin {
  return {
    name: 'hotcast-meaning',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      this.addWatchFile(SOURCE);
      return `export default ${JSON.stringify(parse(readFileSync(SOURCE, 'utf8')))};`;
    },
  };
}
