/** Runs schemathesis against a stack, with ids of jobs, uploads, callbacks and keys that are there. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTranscriptionClient } from '../../clients/typescript/index.ts';
import type { Outputs } from '../../local/outputs.ts';
import { silentProgress } from '../../local/progress.ts';
import { ensureSchemathesisEnvironment } from '../../local/python/environments.ts';
import { PROGRAM_FOLDERS } from '../support/run.ts';
import { DESCRIPTION, operationIds } from './operations.ts';
import { givenThings } from './things.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** `systematic` requests (the phase coverage) and scenarios of several calls come on top of the random ones. */
const PHASES = { all: 'examples,coverage,fuzzing,stateful', random: 'examples,fuzzing' };

export type FuzzOptions = {
  cases: number;
  seed: number;
  phases: keyof typeof PHASES;
  /** By their ids; all unless given. */
  operations?: readonly string[];
  signal: AbortSignal;
};

/** @returns what it found in words; all is well when it found nothing, and its key is still let in */
export async function askAtRandom(outputs: Outputs, options: FuzzOptions): Promise<{ words: string; isWell: boolean }> {
  const python = await ensureSchemathesisEnvironment(silentProgress, options.signal);
  const { key, key_id, ids } = await givenThings(outputs);
  const folder = mkdtempSync(join(tmpdir(), 'schemathesis-'));
  const config = ['--config-file', join(HERE, 'schemathesis.toml')];
  const { operations = [] } = options;
  const examples = Math.ceil(options.cases / (operations.length || operationIds().length));
  const which = operations.flatMap((id) => ['--include-operation-id', id]);
  const what = ['--phases', PHASES[options.phases], '--max-examples', `${examples}`, ...which];
  const how = ['--seed', `${options.seed}`, '--no-color', '--url', outputs.api_url];
  const command = [python, '-m', 'schemathesis.cli', ...config, 'run', DESCRIPTION, ...what, ...how];
  const environment = { FUZZ_KEY: key, FUZZ_KEY_ID: key_id, FUZZ_IDS: JSON.stringify(ids), PYTHONPATH: HERE };
  try {
    const { code, words } = await run(command, environment, folder, options.signal);
    // Refused from some point on, it would have found nothing.
    await createTranscriptionClient({ endpoint: outputs.api_url, apiKey: key }).GET('/api/v1/keys');
    return { words, isWell: code === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(
  [program = '', ...args]: string[],
  environment: Record<string, string>,
  cwd: string,
  signal: AbortSignal,
): Promise<{ code: number | null; words: string }> {
  return new Promise((resolve, reject) => {
    const env = {
      PATH: PROGRAM_FOLDERS.join(':'),
      LANG: 'C.UTF-8',
      COLUMNS: '160',
      PYTHONDONTWRITEBYTECODE: '1',
      ...environment,
    };
    const child = spawn(program, args, { env, cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (words += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, words }));
  });
}
