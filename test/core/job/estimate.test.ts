import { describe, expect, it } from 'vitest';
import { countersKey } from '../../../core/contracts/counters-row.ts';
import { estimate } from '../../../core/job/estimate.ts';
import { countedOfModel } from '../../../core/job/rates.ts';
import { count } from '../../../core/shared/counters.ts';
import { OTHER, twoModels } from '../../support/two-models.ts';
import { DEMO, makeWorld, type World } from '../../support/world.ts';

const ask = (world: World, body: unknown) => estimate(world, body);

describe('an estimate', () => {
  it('is by what others measured while nothing was done', async () => {
    expect(await ask(makeWorld(), { duration_seconds: 3520 })).toEqual({
      model: DEMO.name,
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
      model: DEMO.name,
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

/** So many hours of audio, heard so many times as fast as they last. */
const done = ({ hours = 1, speed = 10, usd = 0.01, waited = 0, jobs = 1 }) => {
  const [audio_ms, waited_ms] = [hours * 3_600_000, waited * 1000 * jobs];
  const work_ms = audio_ms / speed;
  return { completed: jobs, audio_ms, work_ms, turnaround_ms: work_ms + waited_ms, micro_usd: usd * 1e6 };
};

describe('an estimate for one of several models', () => {
  const given = async (world: World, model: string, counts: ReturnType<typeof done>) =>
    world.table.write(count(model, { ...counts, ...countedOfModel(model, counts) }));
  const hour = { duration_seconds: 3600 };

  it('is by what that one has done alone, and the default by its own', async () => {
    const world = twoModels();
    await given(world, DEMO.name, done({ speed: 10, usd: 0.02, waited: 5, jobs: 2 }));
    await given(world, OTHER.name, done({ speed: 40, usd: 0.005, waited: 90, jobs: 3 }));
    const other = { by: 'measured', jobs: 3, wait_seconds: 90, work_seconds: 90, usd: 0.005 };
    expect(await ask(world, { ...hour, model: OTHER.name })).toMatchObject({ model: OTHER.name, ...other });
    const own = { model: DEMO.name, by: 'measured', jobs: 2, wait_seconds: 5, work_seconds: 360, usd: 0.02 };
    expect(await ask(world, hour)).toMatchObject(own);
    expect(await ask(world, { ...hour, model: DEMO.name })).toMatchObject(own);
  });

  it('is by what others measured while that one has done less than an hour, whatever the default has', async () => {
    const world = twoModels();
    await given(world, DEMO.name, done({ hours: 100 }));
    await given(world, OTHER.name, done({ hours: 0.9 }));
    expect(await ask(world, { ...hour, model: OTHER.name })).toMatchObject({
      by: 'assumed',
      jobs: 0,
      wait_seconds: 60,
    });
  });

  it('is of the default also by what was counted before models were told apart, until it has done an hour', async () => {
    const world = twoModels();
    await world.table.write(count('before', done({ hours: 3, speed: 20, jobs: 4 })));
    await given(world, OTHER.name, done({ hours: 5, speed: 40 }));
    expect(await ask(world, hour)).toMatchObject({ by: 'measured', jobs: 4, work_seconds: 180 });
    await given(world, DEMO.name, done({ hours: 1, speed: 10 }));
    expect(await ask(world, hour)).toMatchObject({ by: 'measured', jobs: 1, work_seconds: 360 });
  });

  it('assumes large models to be slower', async () => {
    const large = { ...OTHER, name: 'whisper-large-v3' };
    const world = makeWorld({ models: [DEMO, large] });
    const [usual, slow] = [await ask(world, hour), await ask(world, { ...hour, model: large.name })];
    expect([usual.work_seconds, slow.work_seconds]).toEqual([204.5, 428.6]);
    expect(slow.usd).toBeGreaterThan(usual.usd);
  });

  it('is refused for one that the stage does not serve, with a pointer', async () => {
    await expect(ask(twoModels(), { ...hour, model: 'neither' })).rejects.toMatchObject({
      status: 422,
      code: 'unsupported_option',
      errors: [{ pointer: '/model', message: expect.stringContaining('"demo", "other"') }],
    });
    await expect(ask(twoModels(), { ...hour, model: 'neither', minutes: 2 })).rejects.toMatchObject({ status: 400 });
  });
});
