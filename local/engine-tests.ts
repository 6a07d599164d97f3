/**
 * `npm run test:engine [-- PYTEST_ARGUMENT…]`: all Python here is checked by the first engine's rules, and each engine's
 * tests run in its environment, with its model where that can be had. Those of all engines run at once; what the first one's
 * say is shown as they say it.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { EngineName } from '../core/contracts/settings.ts';
import { FIRST_ENGINE } from '../core/transcript/engines.ts';
import { whenAskedToEnd } from './endings.ts';
import { fetchModel, ModelNotToBeHadError } from './models/fetch.ts';
import { PACKAGED_MODELS } from './models/packaged.ts';
import { PATHS } from './paths.ts';
import { timedProgress } from './progress.ts';
import { ensureEngineTestsEnvironment } from './python/environments.ts';

/** Of pytest, when nothing was chosen of what there is. */
const NO_TESTS = 5;

const progress = timedProgress(console.log);
const signal = whenAskedToEnd();
const asked = process.argv.slice(2);

await checkStyle(await ensureEngineTestsEnvironment(FIRST_ENGINE, progress, signal));
const codes = await Promise.all(EngineName.options.map(testsOf));
const failed = codes.find((code) => code !== 0 && code !== NO_TESTS);
process.exitCode = failed ?? (codes.includes(0) ? 0 : NO_TESTS);

async function testsOf(engine: EngineName): Promise<number> {
  const python = await ensureEngineTestsEnvironment(engine, progress, signal);
  if (engine !== FIRST_ENGINE) await fetchModelOf(engine);
  return run(python, ['-m', 'pytest', ...asked.map((argument) => ofEngine(argument, engine))], engine);
}

async function checkStyle(python: string): Promise<void> {
  const folders = ['.', '../image', '../systemd', join(PATHS.local, 'python')];
  const rules = ['--config', `${FIRST_ENGINE}/pyproject.toml`, ...folders];
  for (const check of [
    ['check', ...rules],
    ['format', '--check', ...rules],
  ]) {
    const code = await run(python, ['-m', 'ruff', ...check]);
    if (code !== 0) process.exit(code);
  }
}

/** The first engine's tests have the demonstration model; without another's, its tests say what is missing. */
async function fetchModelOf(engine: EngineName): Promise<void> {
  for (const model of PACKAGED_MODELS.filter((one) => one.engine === engine)) {
    await fetchModel(model, progress, signal).catch((error: Error) => {
      if (!(error instanceof ModelNotToBeHadError)) throw error;
      progress.say(error.message);
    });
  }
}

/** A report each. */
function ofEngine(argument: string, engine: EngineName): string {
  return engine === FIRST_ENGINE ? argument : argument.replace(/^(--junitxml=.*)(\.xml)$/, `$1-${engine}$2`);
}

/**
 * Ends with this program; what it was doing counts as failed then.
 *
 * @param folder of the engine, below the folder of all
 */
function run(python: string, args: string[], folder = ''): Promise<number> {
  const output = ['', FIRST_ENGINE].includes(folder) ? 'inherit' : 'pipe';
  const child = spawn(python, args, { cwd: join(PATHS.engines, folder), stdio: ['inherit', output, output], signal });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (words += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => progress.say(`${python}: ${error.message}`));
    child.on('close', (code) => {
      process.stdout.write(words);
      resolve(code ?? 1);
    });
  });
}
