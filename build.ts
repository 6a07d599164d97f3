/**
 * Bundles each Lambda and the worker into one ES module under `dist/`; the stacks take these folders as assets.
 * Target node20 so that the same files run on the laptop and in CI; `main-fields` prefers the SDK's ES modules, which
 * halves bundle size and import time.
 */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const LAMBDAS = ['api', 'process-upload', 'reconcile', 'deliver-webhook'];

/** Some dependencies are CommonJS and call `require` for Node's own modules; an ES module has to make it. */
const REQUIRE_BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    banner: { js: REQUIRE_BANNER },
    logLevel: 'warning',
  });
}

await rm('dist', { recursive: true, force: true });
await Promise.all([
  ...LAMBDAS.map((name) => bundle(`lambdas/${name}/handler.ts`, `dist/${name}/index.mjs`)),
  bundle('worker-ami/worker/main.ts', 'dist/worker/worker.mjs'),
]);
