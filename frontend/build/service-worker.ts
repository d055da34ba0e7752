import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';

/** Every file below `dir`, as paths relative to it with forward slashes. */
function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/**
 * Writes into the built `sw.js` the list of files that make up the page and a version derived from their content, so
 * that a new build replaces the old one's cache and an unchanged build does not.
 */
export function serviceWorker(): Plugin {
  let out = 'dist';
  return {
    name: 'hotcast-service-worker',
    apply: 'build',
    configResolved(config) {
      out = config.build.outDir;
    },
    // Not `closeBundle`: that runs after a build that failed as well, and its own failure would be the one shown.
    writeBundle: { order: 'post', sequential: true, handler: write },
  };

  function write(): void {
    const files = filesBelow(out).filter((file) => file !== 'sw.js');
    const digest = createHash('sha256');
    for (const file of files) digest.update(file).update(readFileSync(join(out, file)));
    const shell = ['/', ...files.filter((file) => file !== 'index.html').map((file) => `/${file}`)];
    const target = join(out, 'sw.js');
    const source = readFileSync(target, 'utf8')
      .replace("'__VERSION__'", JSON.stringify(digest.digest('hex').slice(0, 16)))
      .replace("['__SHELL__']", JSON.stringify(shell));
    writeFileSync(target, source);
  }
}
