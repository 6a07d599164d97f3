/** `npm run fuzz`: the API on a stack of its own, asked whatever its description allows and much that it does not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, whenAskedToEnd } from '../../local/endings.ts';
import { startLocalStack } from '../local/stack.ts';
import { type FuzzArguments, parseFuzzArguments } from './arguments.ts';
import { askAtRandom } from './schemathesis.ts';

await runCommand(() => fuzz(parseFuzzArguments(process.argv.slice(2))));

async function fuzz(wanted: FuzzArguments): Promise<number> {
  const signal = whenAskedToEnd();
  const stateDirectory = mkdtempSync(join(tmpdir(), 'transcription-fuzz-'));
  const stack = await startLocalStack({ stateDirectory, overrides: { idleSeconds: 5, jobsPerWorker: 0 } });
  try {
    const { words, isWell } = await askAtRandom(stack.outputs, { ...wanted, signal, phases: 'all' });
    process.stdout.write(words);
    return isWell ? 0 : 1;
  } finally {
    await stack.stop();
    rmSync(stateDirectory, { recursive: true, force: true });
  }
}
