/**
 * Bundles each Lambda and the worker into one ES module under `dist/`; the stacks take these folders as assets.
 * Target node20 so that the same files run on the laptop and in CI; `main-fields` prefers the SDK's ES modules, which
 * halves bundle size and import time.
 */
import { cp, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { bundlePage } from './build-web.ts';

const LAMBDAS = [
  'api',
  'docs',
  'web',
  'events',
  'socket',
  'fan-out',
  'process-upload',
  'reconcile',
  'deliver-webhook',
  'delete-old-images',
];

const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
/** What the Lambda "docs" gives out, beside its code, and the terms on which it may. */
const DOCS_FILES = [
  'docs/openapi.json',
  'lambdas/docs/files/page.html',
  'lambdas/docs/files/page.js',
  ...['swagger-ui-bundle.js', 'swagger-ui.css', 'LICENSE', 'NOTICE'].map((name) => join(SWAGGER_UI, name)),
];

/** Some dependencies are CommonJS and call `require` for Node's own modules; an ES module has to make it. */
const REQUIRE_BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * The SDK writes its schemas with computed keys (`{ [_hH]: … }`), which esbuild must take for code with effects, so it
 * keeps the schema of every operation. With the keys' text in their place it drops those of operations nobody calls:
 * EC2's client shrinks from 560 to 48 KB.
 */
const SDK_SCHEMAS: Plugin = {
  name: 'sdk-schemas',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const texts = new Map(
        [...source.matchAll(/^const (\w+) = ("[^"\n]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      const contents = source.replaceAll(/\[(\w+)\]:/g, (key, name) => (texts.has(name) ? `${texts.get(name)}:` : key));
      return { contents, loader: 'js' };
    });
  },
};

/** A client's package.json is bundled for its version alone, which the user agent names. */
const SDK_VERSIONS: Plugin = {
  name: 'sdk-versions',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** What only the description of the API says, in words, no Lambda needs: it is made from the sources, and served as a file. */
const CONTRACT_WORDS: Plugin = {
  name: 'contract-words',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/]contracts[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      const words = /\b(?:summary|description):\s*(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")(?:,|(?=\s*\}))/g;
      return { contents: (await readFile(path, 'utf8')).replaceAll(words, ''), loader: 'ts' };
    });
  },
};

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
  plugins: [SDK_SCHEMAS, SDK_VERSIONS, CONTRACT_WORDS],
  logLevel: 'warning',
};

/** Split, so that a client that is imported on demand (EC2's) stays out of the cold start. */
function bundleLambda(name: string): Promise<unknown> {
  const entry = { in: `lambdas/${name}/handler.ts`, out: 'index' };
  return build({ ...SHARED, entryPoints: [entry], outdir: `dist/${name}`, splitting: true });
}

/** One file each: the worker travels as one object with one checksum, and what starts it stands alone in the image. */
function bundleWorker(): Promise<unknown> {
  const entryPoints = { worker: 'worker-ami/worker/main.ts', start: 'worker-ami/worker/start.ts' };
  return build({ ...SHARED, entryPoints, outdir: 'dist/worker' });
}

function copyDocsFiles(): Promise<unknown> {
  return Promise.all(DOCS_FILES.map((file) => cp(file, `dist/docs/files/${basename(file)}`)));
}

await rm('dist', { recursive: true, force: true });
await Promise.all([...LAMBDAS.map(bundleLambda), bundleWorker(), copyDocsFiles(), bundlePage()]);
