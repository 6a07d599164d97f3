import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Segment } from '../../core/contracts/engine-protocol.ts';
import { EngineUnusableError, LeaseLostError, SpotInterruptionError } from '../../core/shared/errors.ts';
import type { Engine, EngineJob } from '../../core/shared/ports.ts';
import type { EngineLimits } from '../../worker-ami/worker/engine-limits.ts';
import { engineProcess } from '../../worker-ami/worker/engine-process.ts';
import { MemoryLog } from '../support/memory/log.ts';
import { NEVER_STOPPED } from '../support/world.ts';

const FAKE_ENGINE = fileURLToPath(new URL('../support/fake-engine.mjs', import.meta.url));

describe('an engine', () => {
  it('says what it is once its model is loaded', async () => {
    const { engine } = givenEngine();
    expect(await engine.ready()).toMatchObject({ engine: 'fake', device: 'cpu', languages: ['en'] });
  });

  it('gives the segments of a file as they come, then what it found out', async () => {
    const { engine } = givenEngine();
    const { done, segments, durations } = await transcribe(engine, 'talk.mp3');
    expect(done).toMatchObject({ language: { code: 'en' }, speech_seconds: 2 });
    expect(segments.map((segment) => segment.text)).toEqual(['segment 0', 'segment 1']);
    expect(durations).toEqual([2]);
  });

  it('takes one file after the other', async () => {
    const { engine } = givenEngine();
    await transcribe(engine, 'talk.mp3');
    expect((await transcribe(engine, 'talk.mp3')).segments).toHaveLength(2);
  });

  it('may begin a file before its model is loaded', async () => {
    const { engine } = givenEngine();
    expect((await transcribe(engine, 'talk.mp3')).segments).toHaveLength(2);
  });

  it('is heard on the file at hand only', async () => {
    const { engine } = givenEngine();
    const { done, segments } = await transcribe(engine, 'somebody-else.mp3');
    expect([done.id, segments]).toEqual(['job-1', []]);
  });

  it('that cannot do a file says why, and does the next', async () => {
    const { engine } = givenEngine();
    await expect(transcribe(engine, 'video.mp4')).rejects.toMatchObject({
      code: 'no_audio_stream',
      message: 'it holds video',
    });
    expect((await transcribe(engine, 'talk.mp3')).segments).toHaveLength(2);
  });

  it('whose own fault it was keeps the details in the log', async () => {
    const { engine, log } = givenEngine();
    await expect(transcribe(engine, 'fault.mp3')).rejects.toMatchObject({
      code: 'internal',
      message: expect.not.stringContaining('secret'),
    });
    expect(log.lines.at(-1)?.fields).toMatchObject({ reason: 'KeyError: secret path' });
  });
});

describe('an engine that dies', () => {
  it.each([
    ['over a file', 'crashes.mp3', 'SIGSEGV'],
    ['after it said so', 'out-of-memory.mp3', 'CUDA out of memory'],
    ['because it said what is not in the protocol', 'garbage.mp3', 'not in the protocol'],
    ['because it said an unknown event', 'unknown-event.mp3', 'not in the protocol'],
    ['because of one wrong segment, though it says that it is done', 'wrong-segment.mp3', 'not in the protocol'],
  ])('%s fails that file and is started anew for the next', async (_why, file, words) => {
    const { engine } = givenEngine();
    const before = await engine.ready();
    await expect(transcribe(engine, file)).rejects.toMatchObject({
      code: 'engine_crashed',
      message: expect.stringContaining(words),
    });
    expect((await transcribe(engine, 'talk.mp3')).segments).toHaveLength(2);
    expect((await engine.ready()).versions['pid']).not.toBe(before.versions['pid']);
  });

  it('right after its answer is heard to the end', async () => {
    const { engine } = givenEngine();
    expect((await transcribe(engine, 'last-words.mp3')).done).toMatchObject({ type: 'done' });
  });

  it.each([
    ['ends', 'dies'],
    ['speaks no protocol', 'garbage'],
  ] as const)('before its model is loaded, as it %s, is of no use', async (_how, start) => {
    const { engine } = givenEngine(start);
    await expect(engine.ready()).rejects.toBeInstanceOf(EngineUnusableError);
    await expect(transcribe(engine, 'talk.mp3')).rejects.toBeInstanceOf(EngineUnusableError);
  });

  it('because there is no such program is of no use', async () => {
    const engine = engineProcess({ program: '/nonexistent/python', args: [], environment: {} }, new MemoryLog());
    await expect(transcribe(engine, 'talk.mp3')).rejects.toBeInstanceOf(EngineUnusableError);
    await engine.close();
  });
});

describe('an engine with several files', () => {
  const givenUp = new LeaseLostError('another has it');

  it('hears them side by side, and each is told its own', async () => {
    const { engine } = givenEngine();
    const both = await Promise.all([
      transcribe(engine, 'slow.mp3', { job_id: 'slow' }),
      transcribe(engine, 'talk.mp3', { job_id: 'quick' }),
    ]);
    expect(both.map(({ done, segments }) => [done.id, segments.length])).toEqual([
      ['slow', 0],
      ['quick', 2],
    ]);
  });

  it('keeps the others when one is given up', async () => {
    const { engine } = givenEngine();
    const { pid } = (await engine.ready()).versions;
    const lost = new AbortController();
    const other = transcribe(engine, 'slow.mp3', { job_id: 'other' });
    const leave = { signal: lost.signal, on_started: () => lost.abort(givenUp) };
    await expect(transcribe(engine, 'endless.mp3', leave)).rejects.toBe(givenUp);
    expect((await other).done.id).toBe('other');
    expect((await engine.ready()).versions['pid']).toBe(pid);
  });

  it('takes one again that it has not left yet, and does not mix the two', async () => {
    const { engine } = givenEngine();
    const other = transcribe(engine, 'slow.mp3', { job_id: 'other' });
    const lost = new AbortController();
    const leave = { signal: lost.signal, on_started: () => lost.abort(givenUp) };
    await expect(transcribe(engine, 'endless.mp3', leave)).rejects.toBe(givenUp);
    const again = await transcribe(engine, 'talk.mp3');
    expect([again.done.id, again.segments.length]).toEqual(['job-1/2', 2]);
    await other;
  });

  it('takes one again under its own name once it has left it', async () => {
    const { engine } = givenEngine();
    const other = transcribe(engine, 'endless.mp3', { job_id: 'other' });
    other.catch(() => {});
    const lost = new AbortController();
    const leave = { signal: lost.signal, on_started: () => lost.abort(givenUp) };
    await expect(transcribe(engine, 'long.mp3', leave)).rejects.toBe(givenUp);
    // It ends the file after the next word; what comes later is answered later.
    await transcribe(engine, 'slow.mp3', { job_id: 'later' });
    expect((await transcribe(engine, 'talk.mp3')).done.id).toBe('job-1');
  });

  it('takes all of them with it when it dies', async () => {
    const { engine } = givenEngine();
    const both = await Promise.allSettled([
      transcribe(engine, 'endless.mp3', { job_id: 'first' }),
      transcribe(engine, 'crashes.mp3', { job_id: 'second' }),
    ]);
    const crash = { status: 'rejected', reason: { code: 'engine_crashed' } };
    expect(both).toMatchObject([crash, crash]);
    expect((await transcribe(engine, 'talk.mp3')).segments).toHaveLength(2);
  });

  it('loads its model for the others when one is given up before', async () => {
    const { engine } = givenEngine();
    const lost = new AbortController();
    const first = transcribe(engine, 'talk.mp3', { job_id: 'first', signal: lost.signal });
    const second = transcribe(engine, 'talk.mp3', { job_id: 'second' });
    lost.abort(givenUp);
    await expect(first).rejects.toBe(givenUp);
    expect((await second).segments).toHaveLength(2);
  });
});

describe('a file that is given up', () => {
  it('takes its engine with it at once, and the next one gets a new engine', async () => {
    const { engine } = givenEngine();
    const { pid } = (await engine.ready()).versions;
    const lost = new AbortController();
    const reason = new LeaseLostError('another has it');
    const given = transcribe(engine, 'endless.mp3', { signal: lost.signal, on_started: () => lost.abort(reason) });
    await expect(given).rejects.toBe(reason);
    expect((await transcribe(engine, 'talk.mp3')).segments).toHaveLength(2);
    expect(isAlive(Number(pid))).toBe(false);
  });

  it('before it began is not begun', async () => {
    const { engine } = givenEngine();
    const reason = new LeaseLostError('another has it');
    await expect(transcribe(engine, 'talk.mp3', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await transcribe(engine, 'talk.mp3')).segments).toHaveLength(2);
  });
});

describe('a file that is told to stop', () => {
  const reason = new SpotInterruptionError('spot takes the instance back');

  it('ends in good order with what was heard, and the engine is there for the next', async () => {
    const { engine } = givenEngine();
    const { pid } = (await engine.ready()).versions;
    const [stop, parts] = [new AbortController(), [] as unknown[]];
    const on_part = (part: unknown) => {
      parts.push(part);
      if (parts.length === 3) stop.abort(reason);
    };
    await expect(transcribe(engine, 'long.mp3', { stop: stop.signal, on_part })).rejects.toBe(reason);
    expect(parts.length).toBeGreaterThanOrEqual(3);
    expect(parts.length).toBeLessThan(1000);
    await transcribe(engine, 'talk.mp3');
    expect((await engine.ready()).versions['pid']).toBe(pid);
  });

  it('before it began is not begun', async () => {
    const { engine } = givenEngine();
    await expect(transcribe(engine, 'endless.mp3', { stop: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('while the model is being loaded is told as soon as it is', async () => {
    const { engine } = givenEngine();
    const stop = new AbortController();
    const given = transcribe(engine, 'long.mp3', { stop: stop.signal });
    stop.abort(reason);
    await expect(given).rejects.toBe(reason);
  });
});

it('goes on with the parts of an earlier run, and within the memory it is told', async () => {
  const { engine } = givenEngine();
  const [stop, told] = [new AbortController(), [] as unknown[]];
  const on_part = (part: unknown) => {
    told.push(part);
    stop.abort();
  };
  const resume = [{ segment: 0 }, { segment: 1 }];
  await transcribe(engine, 'long.mp3', { resume, largest_batch: 2, on_part, stop: stop.signal }).catch(() => {});
  expect(told[0]).toEqual({ segment: 2, largest_batch: 2 });
});

describe('an engine that gives no sign of life', () => {
  it('while it has a file is ended, and started anew for the next', async () => {
    const { engine, log } = givenEngine('ready', { start: 10_000, file: { cpu: 200, cuda: 200 } });
    const { pid } = (await engine.ready()).versions;
    await expect(transcribe(engine, 'hangs.mp3')).rejects.toMatchObject({
      code: 'engine_crashed',
      message: expect.stringContaining('no sign of life'),
    });
    expect(isAlive(Number(pid))).toBe(false);
    expect(log.at('error')).toEqual(['the engine is hung and is ended']);
    expect((await transcribe(engine, 'talk.mp3')).segments).toHaveLength(2);
  });

  it('is not one that beats all the while', async () => {
    const { engine } = givenEngine('ready', { start: 10_000, file: { cpu: 200, cuda: 200 } });
    expect((await transcribe(engine, 'slow.mp3')).done).toMatchObject({ type: 'done' });
  });

  it('may be silent for as long as it has no file', async () => {
    const { engine } = givenEngine('ready', { start: 10_000, file: { cpu: 100, cuda: 100 } });
    const { pid } = (await engine.ready()).versions;
    await transcribe(engine, 'talk.mp3');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(isAlive(Number(pid))).toBe(true);
  });

  it('before its model is loaded is of no use', async () => {
    const { engine } = givenEngine('mute', { start: 200, file: { cpu: 10_000, cuda: 10_000 } });
    await expect(transcribe(engine, 'talk.mp3')).rejects.toBeInstanceOf(EngineUnusableError);
  });
});

it('is closed with its standard input', async () => {
  const { engine } = givenEngine();
  const { pid } = (await engine.ready()).versions;
  await engine.close();
  await engine.close();
  expect(isAlive(Number(pid))).toBe(false);
});

function givenEngine(start: 'ready' | 'dies' | 'garbage' | 'mute' = 'ready', limits?: EngineLimits) {
  const log = new MemoryLog();
  const engine = engineProcess({ program: process.execPath, args: [FAKE_ENGINE, start], environment: {} }, log, limits);
  onTestFinished(() => engine.close());
  return { engine, log };
}

async function transcribe(engine: Engine, audio_path: string, job: Partial<EngineJob> = {}) {
  const segments: Segment[] = [];
  const durations: number[] = [];
  const done = await engine.transcribe({
    job_id: 'job-1',
    audio_path,
    max_duration_seconds: 60,
    options: { language: 'en' },
    on_started: (seconds) => durations.push(seconds),
    on_segment: (segment) => segments.push(segment),
    on_part: () => {},
    resume: [],
    stop: NEVER_STOPPED,
    signal: NEVER_STOPPED,
    ...job,
  });
  return { done, segments, durations };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
