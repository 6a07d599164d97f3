import { describe, expect, it } from 'vitest';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { type SentForm, takeFile } from '../../../core/intake/take-file.ts';
import { getJob } from '../../../core/job/get.ts';
import { countEnded } from '../../../core/job/usage.ts';
import { makeJob } from '../../support/records.ts';
import { carryOn, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const caller = { tenant: 'one', api_base: 'https://api.example/v1' };
const FILE = { name: 'my talk.mp3', content_type: 'audio/mpeg', bytes: new TextEncoder().encode('audio') };
const take = (world: World, form: Partial<SentForm> = {}, file: Partial<SentForm['file']> = {}) =>
  takeFile({ ...workerOn(world) }, { fields: [], ...form, file: { ...FILE, ...file } }, caller);

/** S3's event of what was put. */
async function eventOf(world: World, s3_key: string) {
  const head = await world.objects.head(s3_key);
  const version = head?.version_id ?? '';
  const size_bytes = head?.size_bytes ?? 0;
  return { bucket: world.bucket, s3_key, size_bytes, s3_version_id: version, upload_version: version };
}

describe('a file that is sent to the API', () => {
  it('is the file of a job that was made for it, by the way of every upload', async () => {
    const world = makeWorld();
    const job = await take(world, {
      fields: [
        ['language', 'sv'],
        ['metadata', '{"order": 7}'],
      ],
    });
    const key = `transcription_upload/${job.job_id}/my talk.mp3`;
    expect(job).toMatchObject({ status: 'registered', tenant: 'one', awaited_upload: { s3_key: key, size_bytes: 5 } });
    expect(await world.objects.getText(key)).toBe('audio');
    const event = await eventOf(world, key);
    expect(await acceptUpload(workerOn(world), event)).toEqual({ kind: 'queued', job_id: job.job_id });
    expect(await acceptUpload(workerOn(world), event)).toEqual({ kind: 'repeated', job_id: job.job_id });
    await world.clock.until(workOnce(workerOn(world)));
    expect(await getJob(world, job.job_id, 'one')).toMatchObject({
      status: 'completed',
      client_metadata: { order: 7 },
      warnings: [],
    });
    expect(world.engine.jobs.map(({ options }) => options.language)).toEqual(['sv']);
  });

  it('whose event is lost is found in the bucket', async () => {
    const world = makeWorld();
    const { job_id } = await take(world);
    await world.clock.advance(world.searchSettings.settle_seconds + 60);
    await carryOn(world, 70);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
  });

  it('has its webhook where a callback is asked for', async () => {
    const world = makeWorld();
    const callback = [
      ['callback_url', 'https://receiver.example/hook'],
      ['callback_secret', 'a secret of eight'],
    ] as const;
    const { job_id, awaited_upload } = await take(world, { fields: callback });
    await acceptUpload(workerOn(world), await eventOf(world, awaited_upload.s3_key));
    await world.clock.until(workOnce(workerOn(world)));
    expect(world.transport.posts).toMatchObject([{ url: 'https://receiver.example/hook' }]);
    expect(await getJob(world, job_id, 'one')).toMatchObject({ callback_id: job_id, warnings: [] });
  });

  it('and was stored though S3 gave no answer is not heard: its client was told to send it again', async () => {
    const world = makeWorld();
    const put = world.objects.put.bind(world.objects);
    world.objects.put = async (...given) => {
      await put(...given);
      world.objects.put = put;
      throw new Error('no answer');
    };
    await expect(take(world)).rejects.toThrow('no answer');
    const again = await take(world);
    const keys = world.objects.keys().filter((key) => key.startsWith('transcription_upload/'));
    expect(keys).toHaveLength(2);
    for (const key of keys) await acceptUpload(workerOn(world), await eventOf(world, key));
    while (await world.clock.until(workOnce(workerOn(world))));
    expect(world.engine.jobs).toHaveLength(1);
    expect(await jobIn(world, again.job_id)).toMatchObject({ status: 'completed' });
    expect(await jobIn(world, keys[0]?.split('/')[1] ?? '')).toMatchObject({ status: 'cancelled' });
  });

  it('is refused when a limit is reached, and nothing of it is kept', async () => {
    const world = makeWorld();
    world.keyLimits = { audio_hours_per_day: 1 };
    await world.table.write(...countEnded(makeJob({ tenant: 'one' }), { audio_ms: 3_600_000 }, world.clock.now()));
    await expect(take(world)).rejects.toMatchObject({ status: 429 });
    expect(world.objects.keys()).toEqual([]);
  });
});

describe('is refused by what is wrong with it', () => {
  it.each([
    ['no bytes', { bytes: new Uint8Array() }, '0 bytes'],
    ['no name', { name: '' }, 'wrong name'],
    ['a folder', { name: 'a/b.mp3' }, 'without folders'],
    ['a control character', { name: 'a\nb.mp3' }, 'control characters'],
    ['what an operating system puts there', { name: '.DS_Store' }, 'operating systems'],
    ['more than the deployment takes', { bytes: new Uint8Array(5_000_001) }, 'at most 5000000'],
  ])('%s', async (_what, file, words) => {
    const world = makeWorld();
    const refused = take(world, {}, file);
    await expect(refused).rejects.toMatchObject({ status: 400, errors: [{ pointer: '/file' }] });
    await expect(refused).rejects.toThrow(words);
    expect(world.objects.keys()).toEqual([]);
  });

  it('by 413 above 4.4 MB, which says where larger files go', async () => {
    const world = makeWorld();
    await expect(take(world, {}, { bytes: new Uint8Array(4_400_001) })).rejects.toMatchObject({
      status: 413,
      message: expect.stringContaining('POST /api/v1/uploads'),
    });
    await take(world, {}, { bytes: new Uint8Array(4_400_000) });
  });

  it('a type that is none is left out', async () => {
    const { awaited_upload } = await take(makeWorld(), {}, { content_type: 'audio' });
    expect(awaited_upload.content_type).toBe('application/octet-stream');
  });
});
