/** Bundles the page for people into `dist/web/files`: what is loaded first, and each view that is loaded when it is opened. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const FILES = 'dist/web/files';

export async function bundlePage(): Promise<void> {
  const { metafile } = await build({
    entryPoints: { main: 'web/main.tsx', style: 'web/style/style.css' },
    outdir: FILES,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    // What runs the CSS Custom Highlight API, and with it the page: caniuse.com/mdn-api_highlight.
    target: ['chrome105', 'firefox140', 'safari17.2'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryNames: '[name]-[hash]',
    chunkNames: 'part-[hash]',
    assetNames: '[name]-[hash]',
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  await mkdir(FILES, { recursive: true });
  const page = await readFile('web/index.html', 'utf8');
  const named = page.replaceAll(/\{(main\.tsx|style\.css)\}/g, (_, entry: string) => outputOf(metafile, entry));
  await writeFile(join(FILES, 'index.html'), named);
}

function outputOf({ outputs }: Metafile, entry: string): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(`/${entry}`));
  if (!found) throw new Error(`the bundle has no entry ${entry}; it has ${Object.keys(outputs).join(', ')}`);
  return basename(found[0]);
}
