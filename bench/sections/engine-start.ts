/** How soon a new engine process is of use: what a worker that was just launched waits for. */

import { ensurePythonEnvironments } from '../../local/python/environments.ts';
import { type Findings, figure, type Peer } from '../figures.ts';
import { type Bench, rounds, type Section } from '../section.ts';
import { SHORT_CLIP } from '../support/clips.ts';
import { timed } from '../support/command.ts';
import { type EngineTimes, timeEngine } from '../support/engine.ts';

const SEGMENT_TARGET_S = 5;

export const engineStart: Section = {
  name: 'engine-start',
  about: 'start of the engine’s process → ready → first segment of a short clip that was asked for at once',
  run: measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const { engine } = await ensurePythonEnvironments(bench.progress, bench.signal);
  const library = { program: engine, args: ['-c', 'import faster_whisper'] };
  const imports: number[] = [];
  const starts: EngineTimes[] = [];
  await rounds(bench, bench.runs, 'importing the library alone, and starting the engine', async () => {
    imports.push((await timed(library, bench.signal)).milliseconds / 1000);
    starts.push(await timeEngine(engine, SHORT_CLIP, bench.signal));
  });
  return { figures: figuresOf(imports, starts), notes: ['Model: the bundled demo model, 5 MB, from the page cache.'] };
}

function figuresOf(imports: number[], starts: EngineTimes[]) {
  const peer: Peer = { name: 'import faster_whisper', values: imports };
  const seconds = (of: (times: EngineTimes) => number) => starts.map(of);
  return [
    figure('peer: python -c "import faster_whisper"', 's', imports),
    figure(
      'process start → ready',
      's',
      seconds(({ ready }) => ready),
      { peer },
    ),
    figure(
      '– model load',
      's',
      seconds(({ load }) => load),
      { peer },
    ),
    figure(
      'process start → first segment',
      's',
      seconds(({ segment }) => segment),
      { peer, atMost: SEGMENT_TARGET_S },
    ),
  ];
}
