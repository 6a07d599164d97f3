/** The engine alone, started as the worker starts it: when it is ready, and when it gives its first segment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { EngineEvent, type EngineReady, type EngineRequest } from '../../core/contracts/engine-protocol.ts';
import { parseJson } from '../../core/shared/json.ts';
import { LocalStackError } from '../../local/errors.ts';
import { PATHS } from '../../local/paths.ts';

/** Seconds from the start of the process; `load` is the model's part of it, as the engine says. */
export type EngineTimes = { ready: number; segment: number; load: number };

/** @throws LocalStackError if the engine ends without a segment */
export async function timeEngine(python: string, audio: string, signal: AbortSignal): Promise<EngineTimes> {
  const begun = performance.now();
  const args = ['-m', 'transcription_engine', '--model', PATHS.demoModel];
  const environment = { ...process.env, PYTHONPATH: PATHS.engine };
  const child = spawn(python, args, { env: environment, signal, stdio: ['pipe', 'pipe', 'ignore'] });
  const failed = failureOf(child);
  try {
    child.stdin?.write(`${JSON.stringify(requestFor(audio))}\n`);
    return await Promise.race([firstSegment(child, begun), failed]);
  } finally {
    child.stdin?.end();
    await failed.catch(() => undefined);
  }
}

function requestFor(audio: string): EngineRequest {
  const options = { language: 'auto' };
  return { type: 'transcribe', id: 'bench', audio_path: audio, max_duration_seconds: 3600, options };
}

async function firstSegment(child: ChildProcess, begun: number): Promise<EngineTimes> {
  let ready: { at: number; event: EngineReady } | undefined;
  for await (const line of createInterface({ input: child.stdout ?? ([] as never) })) {
    const event = EngineEvent.parse(parseJson(line));
    const at = (performance.now() - begun) / 1000;
    if (event.type === 'ready') ready = { at, event };
    if (event.type === 'error') throw new LocalStackError(`the engine answered ${event.code}: ${event.message}`);
    if (event.type === 'segment' && ready) {
      return { ready: ready.at, segment: at, load: ready.event.load_seconds };
    }
  }
  throw new LocalStackError('the engine ended without a segment, expected speech to be found in the bundled clip');
}

/** Rejects when the process ends, however it does. */
function failureOf(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new LocalStackError(`the engine ended (${signal ?? `exit ${code}`})`)));
  });
}
