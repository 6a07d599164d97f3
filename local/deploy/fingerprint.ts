import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One hash over the names and contents of files and folders, and over `text`. */
export function fingerprint(paths: string[], text = ''): string {
  const hash = createHash('sha256').update(text);
  for (const file of paths.flatMap(filesUnder)) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** When the newest of these files and those below these folders was written; 0 if there are none. */
export function newestChange(paths: string[]): number {
  return Math.max(0, ...paths.flatMap(filesUnder).map((file) => statSync(file).mtimeMs));
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}
