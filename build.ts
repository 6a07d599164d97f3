/**
 * Bundles each Lambda and the worker into one ES module under `dist/`; the stacks take these folders as assets.
 * Target node20 so that the same files run on the laptop and in CI; `main-fields` prefers the SDK's ES modules, which
 * halves bundle size and import time.
 */
import { rm } from 'node:fs/promises';
import { type BuildOptions, build } from 'esbuild';

const LAMBDAS = ['api', 'process-upload', 'reconcile', 'deliver-webhook'];

/** Some dependencies are CommonJS and call `require` for Node's own modules; an ES module has to make it. */
const REQUIRE_BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const SHARED: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  outExtension: { '.js': '.mjs' },
  banner: { js: REQUIRE_BANNER },
  logLevel: 'warning',
};

/** Split, so that a client that is imported on demand (EC2's) stays out of the cold start. */
function bundleLambda(name: string): Promise<unknown> {
  const entry = { in: `lambdas/${name}/handler.ts`, out: 'index' };
  return build({ ...SHARED, entryPoints: [entry], outdir: `dist/${name}`, splitting: true });
}

/** One file: it travels to the workers as one object with one checksum. */
function bundleWorker(): Promise<unknown> {
  return build({ ...SHARED, entryPoints: ['worker-ami/worker/main.ts'], outfile: 'dist/worker/worker.mjs' });
}

await rm('dist', { recursive: true, force: true });
await Promise.all([...LAMBDAS.map(bundleLambda), bundleWorker()]);
