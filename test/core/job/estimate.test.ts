import { describe, expect, it } from 'vitest';
import { countersKey } from '../../../core/contracts/counters-row.ts';
import { estimate } from '../../../core/job/estimate.ts';
import { count } from '../../../core/shared/counters.ts';
import { makeWorld, type World } from '../../support/world.ts';

const ask = (world: World, body: unknown) => estimate(world, body);

describe('an estimate', () => {
  it('is by what others measured while nothing was done', async () => {
    expect(await ask(makeWorld(), { duration_seconds: 3520 })).toEqual({
      audio_seconds: 3520,
      guessed_from_size: false,
      wait_seconds: 60,
      work_seconds: 200,
      usd: 0.011667,
      by: 'assumed',
      jobs: 0,
    });
  });

  it('is a billed minute at least', async () => {
    expect(await ask(makeWorld(), { duration_seconds: 1 })).toMatchObject({ usd: 0.0035 });
  });

  it('is by the mean of what was done, over all that count', async () => {
    const world = makeWorld();
    // Two jobs of an hour in all, at 360 s of work after 90 s of waiting, for 0.018 USD.
    const done = { completed: 1, audio_ms: 1_800_000, work_ms: 180_000, turnaround_ms: 225_000, micro_usd: 9000 };
    await world.table.write(count('a', done));
    expect(await ask(world, { duration_seconds: 3600 })).toMatchObject({ by: 'assumed' });
    await world.table.write(count('b', done));
    expect(await ask(world, { duration_seconds: 3600 })).toEqual({
      audio_seconds: 3600,
      guessed_from_size: false,
      wait_seconds: 45,
      work_seconds: 360,
      usd: 0.018,
      by: 'measured',
      jobs: 2,
    });
    expect((await world.table.getMany([countersKey(0), countersKey(1)])).length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['talk.mp3', 16_000_000, 1000],
    ['TALK.WAV', 17_640_000, 100],
    ['a.b/memo.opus', 60_000, 10],
    ['no ending', 16_000, 1],
    ['a.constructor', 16_000, 1],
    ['a.__proto__', 16_000, 1],
    [undefined, 16_000, 1],
  ])('guesses how long %s is by its size', async (file_name, size_bytes, audio_seconds) => {
    const body = { size_bytes, ...(file_name && { file_name }) };
    expect(await ask(makeWorld(), body)).toMatchObject({ audio_seconds, guessed_from_size: true });
  });

  it.each([
    [{}, 'either'],
    [{ duration_seconds: 1, size_bytes: 1 }, 'either'],
    [{ duration_seconds: 0 }, '/duration_seconds'],
    [{ size_bytes: 1.5 }, '/size_bytes'],
    [{ duration_seconds: 1, minutes: 2 }, '/minutes'],
  ])('of %j is refused', async (body, why) => {
    await expect(ask(makeWorld(), body)).rejects.toThrow(why);
  });
});
