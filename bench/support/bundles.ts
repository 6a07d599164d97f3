/** Built bundles: which files an entry loads, and how large they are. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `import … from "./chunk.mjs"` and `import "./chunk.mjs"`; a call of `import(…)` is loaded only when it runs. */
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*"(\.\/[^"]+\.m?js)"/g;

/** @param dist the folder of all bundles */
export function entryOf(dist: string, name: string): string {
  return join(dist, name, name === 'worker' ? 'worker.mjs' : 'index.mjs');
}

/** The file and all that it imports statically, directly or not. */
export function loadedBy(...entries: string[]): string[] {
  const loaded = new Set<string>();
  const visit = (file: string) => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) visit(join(dirname(file), path));
  };
  entries.forEach(visit);
  return [...loaded];
}

/** The modules of a bundle's folder that are loaded when EC2 is first needed. */
export function ec2Modules(folder: string): string[] {
  return modulesIn(folder).filter((file) => file.startsWith(join(folder, 'ec2-')));
}

/** All code of a bundle, without source maps. */
export function modulesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => join(folder, name));
}

/** In KB of 1,000 bytes. */
export function kilobytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000;
}
