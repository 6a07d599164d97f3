/** The engine against its peers: its own benchmark, in Python, beside the engine. */
import { join } from 'node:path';
import { engineVariables } from '../../local/environment.ts';
import { PATHS } from '../../local/paths.ts';
import { ensurePythonEnvironments } from '../../local/python/environments.ts';
import type { Findings } from '../figures.ts';
import type { Bench, Section } from '../section.ts';
import { timed } from '../support/command.ts';

export const engine: Section = {
  name: 'engine',
  about: 'the engine against stock faster-whisper: worker-ami/engines/faster-whisper/bench',
  run: measure,
};

/** The longest recording of the repository, a minute; `python -m bench --help` says how to give it a longer one. */
const RECORDING = [
  ...['--model', PATHS.demoModel, '--audio', join(PATHS.demoAudio, 'en-medium.mp3')],
  ...['--reference', join(PATHS.demoAudio, 'en-medium.txt'), '--clips', '20', '--requests', '100'],
];

async function measure({ progress, signal }: Bench): Promise<Findings> {
  const { engine: python } = await ensurePythonEnvironments(progress, signal);
  const environment = { ...process.env, ...engineVariables() };
  const command = { program: python, args: ['-m', 'bench', ...RECORDING], directory: PATHS.engine, environment };
  const { stdout } = await progress.step('the engine’s own benchmark', () => timed(command, signal));
  return { figures: [], notes: [stdout.trim()], details: JSON.parse(stdout) as unknown };
}
