/** `npm run bench`: measures what the service promises, and leaves nothing behind. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, whenAskedToEnd } from '../local/endings.ts';
import { forgetRealAws } from '../local/environment.ts';
import { timedProgress } from '../local/progress.ts';
import { ensurePythonEnvironments } from '../local/python/environments.ts';
import { type BenchArguments, parseBenchArguments } from './arguments.ts';
import { describeMachine } from './machine.ts';
import { type Report, runSections } from './report.ts';
import type { Bench } from './section.ts';
import { bundles } from './sections/bundles.ts';
import { engine } from './sections/engine.ts';
import { engineStart } from './sections/engine-start.ts';
import { live } from './sections/live.ts';
import { load } from './sections/load.ts';
import { memory } from './sections/memory.ts';
import { overhead } from './sections/overhead.ts';
import { page } from './sections/page.ts';
import { sideBySide } from './sections/side-by-side.ts';
import { soak } from './sections/soak.ts';
import { speech } from './sections/speech.ts';
import { start } from './sections/start.ts';

const SECTIONS = [start, overhead, engineStart, bundles, memory, soak, load, sideBySide, live, page, engine, speech];
const EXIT_INTERRUPTED = 130;

const print = (text: string) => void process.stdout.write(`${text}\n`);

forgetRealAws();
await runCommand(() => run(parseBenchArguments(process.argv.slice(2), SECTIONS)));

async function run(wanted: BenchArguments): Promise<number> {
  const signal = whenAskedToEnd();
  const folder = mkdtempSync(join(tmpdir(), 'transcription-bench-'));
  const progress = timedProgress((line) => process.stderr.write(`${line}\n`));
  try {
    const { runs, uploads, speech } = wanted;
    return await measure(wanted, { progress, signal, folder, runs, uploads, speech });
  } catch (error) {
    if (!signal.aborted) throw error;
    return EXIT_INTERRUPTED;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the exit status: 1 when a section failed; a missed target is no failure */
async function measure({ sections, jsonFile }: BenchArguments, bench: Bench): Promise<number> {
  // Set up first: that is the condition under which everything is measured.
  const machine = await describeMachine(await ensurePythonEnvironments(bench.progress, bench.signal));
  print(
    `${machine.cores} cores ${machine.cpu}, ${machine.memory_gb} GB, Node ${machine.node}, commit ${machine.commit}`,
  );
  const report: Report = {
    date: new Date().toISOString(),
    machine,
    sections: await runSections(bench, sections, print),
  };
  if (jsonFile) writeFileSync(jsonFile, `${JSON.stringify(report, null, 2)}\n`);
  return Object.values(report.sections).some((section) => 'failed' in section) ? 1 : 0;
}
