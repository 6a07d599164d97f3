import { describe, expect, it } from 'vitest';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { EMPTY_SECONDS, receiveUpload } from '../../../core/intake/receive-upload.ts';
import type { Upload } from '../../../core/job/new-job.ts';
import { RefusedForGoodError } from '../../../core/shared/errors.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenRegistration, givenUpload, jobIn, makeWorld, type World, workerOn } from '../../support/world.ts';

const accept = (world: World, upload: Upload) => acceptUpload(workerOn(world), upload, { again: true });
const jobsOf = (world: World) => world.table.rows().filter((row) => row.kind === 'job');

describe('an upload', () => {
  it('that is the first under its callback takes the id of the callback', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world, { language: 'sv' });
    const upload = givenUpload(world, `${callback_id}/talk.mp3`);
    expect(await accept(world, upload)).toEqual({ kind: 'queued', job_id: callback_id });
    expect(await jobIn(world, callback_id)).toMatchObject({
      ...upload,
      status: 'launching',
      options: { language: 'sv' },
    });
    expect(world.jobs.bodies()).toEqual([
      {
        job_id: callback_id,
        s3_input: `s3://bucket/transcription_upload/${callback_id}/talk.mp3`,
        s3_output: `s3://bucket/results/${callback_id}/`,
      },
    ]);
  });

  it('that comes later gets an id of its own and all that belongs to the callback', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    await accept(world, givenUpload(world, `${callback_id}/one.mp3`));
    const second = await accept(world, givenUpload(world, `${callback_id}/two.mp3`));
    expect(second).toEqual({ kind: 'queued', job_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const [, job] = jobsOf(world);
    expect(job).toMatchObject({ callback_id, tenant: 'default', callback_url: 'https://receiver.example/hook' });
  });

  it('to a key that was used before is a new job', async () => {
    const world = makeWorld();
    const one = await accept(world, givenUpload(world, 'talk.mp3'));
    const two = await accept(world, givenUpload(world, 'talk.mp3'));
    expect([one.kind, two.kind]).toEqual(['queued', 'queued']);
    expect(jobsOf(world)).toHaveLength(2);
  });

  it('whose event comes again is the same job', async () => {
    const world = makeWorld();
    const upload = givenUpload(world, 'talk.mp3');
    const [one, two] = [await accept(world, upload), await accept(world, upload)];
    expect(two).toEqual({ ...one, kind: 'repeated' });
    expect(world.jobs.bodies()).toHaveLength(1);
  });

  it('without a callback has no owner and no warning', async () => {
    const world = makeWorld();
    await accept(world, givenUpload(world, 'talk.mp3'));
    const [job] = jobsOf(world);
    expect(job).toMatchObject({ status: 'launching', warnings: [] });
    expect(job).not.toHaveProperty('tenant');
  });

  it('under an id that nobody registered is transcribed, with a warning', async () => {
    const world = makeWorld();
    await accept(world, givenUpload(world, 'nobody/talk.mp3'));
    expect(jobsOf(world)).toMatchObject([{ status: 'launching', warnings: [{ code: 'unknown_callback' }] }]);
  });

  it('takes options from its metadata before those of the registration', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world, { language: 'sv' });
    await accept(world, givenUpload(world, `${callback_id}/talk.mp3`, { metadata: { language: 'en' } }));
    expect((await jobIn(world, callback_id)).options).toEqual({ language: 'en' });
  });

  it('that is a folder marker is ignored', async () => {
    const world = makeWorld();
    expect(await accept(world, givenUpload(world, 'folder/', { body: '' }))).toEqual({ kind: 'ignored' });
    expect(world.table.rows()).toEqual([]);
  });
});

describe('an empty upload', () => {
  it('is looked at once more before it is judged, and fails under an id of its own, with a webhook', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    const upload = givenUpload(world, `${callback_id}/talk.mp3`, { body: '' });
    expect(await receiveUpload(workerOn(world), upload, { again: false })).toEqual({ kind: 'postponed' });
    expect(world.uploads.bodies()).toEqual([{ again: upload }]);
    expect(world.uploads.hiddenFor()).toEqual([EMPTY_SECONDS]);
    expect(await receiveUpload(workerOn(world), upload, { again: true })).toMatchObject({ kind: 'failed' });
    const [job] = jobsOf(world).filter((one) => one.s3_key !== undefined);
    expect(job).toMatchObject({ callback_id, status: 'failed', error: { code: 'empty_file' } });
    expect(world.deliveries.bodies()).toEqual([{ delivery_id: `msg_${job?.job_id}_failed` }]);
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'registered' });
  });

  it.each([
    ['before it is first looked at', true],
    ['while it is held back', false],
  ])('that is replaced %s is nothing: what took its place is the job of the callback', async (_when, atOnce) => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    const empty = givenUpload(world, `${callback_id}/talk.mp3`, { body: '' });
    const early = atOnce ? givenUpload(world, `${callback_id}/talk.mp3`) : undefined;
    await receiveUpload(workerOn(world), empty, { again: false });
    const file = early ?? givenUpload(world, `${callback_id}/talk.mp3`);
    expect(await accept(world, empty)).toMatchObject({ kind: 'ignored' });
    expect(await accept(world, file)).toEqual({ kind: 'queued', job_id: callback_id });
    expect([jobsOf(world).length, world.deliveries.bodies()]).toEqual([1, []]);
  });

  it('that was judged before the file came has left the callback to it', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    await accept(world, givenUpload(world, `${callback_id}/talk.mp3`, { body: '' }));
    const file = givenUpload(world, `${callback_id}/talk.mp3`);
    expect(await accept(world, file)).toEqual({ kind: 'queued', job_id: callback_id });
  });
});

describe('a key that ends in a slash', () => {
  it.each(['', 'talk.wav/'])('is an upload when it holds bytes: "%s"', async (name) => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    const upload = givenUpload(world, `${callback_id}/${name}`);
    expect(await accept(world, upload)).toEqual({ kind: 'queued', job_id: callback_id });
  });

  it('is a folder when it holds none, also when its event does not say so', async () => {
    const world = makeWorld();
    const { size_bytes: _, ...upload } = givenUpload(world, 'folder/', { body: '' });
    expect(await acceptUpload(workerOn(world), upload)).toEqual({ kind: 'ignored' });
    expect(world.table.rows()).toEqual([]);
  });
});

it.each([
  '._talk.wav',
  '.DS_Store',
  'a/Thumbs.db',
  'DESKTOP.INI',
  '__MACOSX/talk.wav',
  'Icon\r',
  '.Trash-1000/files/a.mp3',
  '@eaDir/a.mp3',
  '~$a.docx',
  '.fuse_hidden0000a1b200000001',
])('%j, which a system or a program put beside the files, is let be', async (name) => {
  const world = makeWorld();
  const callback_id = await givenRegistration(world);
  expect(await accept(world, givenUpload(world, `${callback_id}/${name}`))).toMatchObject({ kind: 'ignored' });
  const file = givenUpload(world, `${callback_id}/talk.wav`);
  expect(await accept(world, file)).toEqual({ kind: 'queued', job_id: callback_id });
  expect(jobsOf(world)).toHaveLength(1);
});

it.each(['.hidden.mp3', '_.mp3', 'desktop.ini.mp3', 'my thumbs.db.wav', '.dsstore', 'eaDir/a.mp3', '~a.mp3'])(
  '%j is a file of somebody',
  async (name) => {
    const world = makeWorld();
    expect(await accept(world, givenUpload(world, `nobody/${name}`))).toMatchObject({ kind: 'queued' });
  },
);

describe('an event that does not tell the size', () => {
  it.each([
    ['audio', 'audio', {}, { status: 'launching', size_bytes: 5 }],
    ['an empty file', '', {}, { status: 'failed', error: { code: 'empty_file' } }],
    ['a file that is too large', 'x'.repeat(101), {}, { status: 'failed', error: { code: 'file_too_large' } }],
    [
      'a file that is gone',
      'audio',
      { s3_version_id: 'gone' },
      { status: 'failed', error: { code: 'download_failed' } },
    ],
  ])('of %s is believed only after a look', async (_which, body, event, job) => {
    const world = { ...makeWorld(), uploadLimits: { max_bytes: 100, max_duration_seconds: 60 } };
    const { size_bytes: _, ...upload } = givenUpload(world, 'talk.mp3', { body });
    await acceptUpload(workerOn(world), { ...upload, ...event }, { again: true });
    expect(jobsOf(world)).toMatchObject([job]);
  });
});

describe('an upload that can be refused at once', () => {
  it.each([
    ['it is too large', 'file_too_large', { body: 'x'.repeat(101) }, {}],
    ['it asks for what cannot be done', 'unsupported_option', { metadata: { diarize: 'true' } }, {}],
    ['it was removed meanwhile', 'download_failed', {}, { s3_version_id: 'gone' }],
  ])('because %s fails as %s, tells its receiver and needs no worker', async (_why, code, file, event) => {
    const world = { ...makeWorld(), uploadLimits: { max_bytes: 100, max_duration_seconds: 60 } };
    const callback_id = await givenRegistration(world);
    const upload = givenUpload(world, `${callback_id}/talk.mp3`, file);
    expect(await accept(world, { ...upload, ...event })).toEqual({ kind: 'failed', job_id: callback_id });
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'failed', error: { code } });
    expect(world.jobs.bodies()).toEqual([]);
    expect(world.deliveries.bodies()).toEqual([{ delivery_id: `msg_${callback_id}_failed` }]);
  });

  it.each([
    ['lies in an archive', 'archived_object', 'archived'],
    ['is encrypted with a key of its client', 'object_unreadable', 'client_key'],
    ['may not be read', 'object_unreadable', 'denied'],
  ] as const)('because it %s fails as %s, not to be sent again', async (_why, code, reason) => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    const upload = givenUpload(world, `${callback_id}/talk.mp3`);
    world.objects.makeUnreadable(upload.s3_key, reason);
    expect(await accept(world, upload)).toEqual({ kind: 'failed', job_id: callback_id });
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'failed', error: { code, retriable: false } });
    expect(world.jobs.bodies()).toEqual([]);
    expect(world.deliveries.bodies()).toEqual([{ delivery_id: `msg_${callback_id}_failed` }]);
  });

  it('because the table will never hold what it asks for fails with a webhook, and without what it asked for', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world, { language: 'sv' });
    const upload = givenUpload(world, `${callback_id}/talk.mp3`, { metadata: { temperature: '0.5' } });
    const table = withMethod(world.table, 'write', async (...writes) => {
      if (JSON.stringify(writes).includes('temperature')) throw new RefusedForGoodError('no');
      return world.table.write(...writes);
    });
    expect(await acceptUpload({ ...workerOn(world), table }, upload)).toEqual({ kind: 'failed', job_id: callback_id });
    expect(await jobIn(world, callback_id)).toMatchObject({
      status: 'failed',
      options: { language: 'sv' },
      error: { code: 'unsupported_option' },
    });
    expect(world.deliveries.bodies()).toHaveLength(1);
  });

  it('fails without a webhook when nobody registered for it', async () => {
    const world = makeWorld();
    expect(await accept(world, givenUpload(world, 'talk.mp3', { body: '' }))).toMatchObject({ kind: 'failed' });
    expect(world.deliveries.bodies()).toEqual([]);
  });
});

describe('an upload whose message the queue will never take', () => {
  it('fails with a webhook, at once, and no worker is launched for it', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    const jobs = withMethod(world.jobs, 'send', async () => {
      throw new RefusedForGoodError('no');
    });
    const upload = givenUpload(world, `${callback_id}/talk.mp3`);
    expect(await acceptUpload({ ...workerOn(world), jobs }, upload)).toEqual({ kind: 'failed', job_id: callback_id });
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
    expect(world.deliveries.bodies()).toEqual([{ delivery_id: `msg_${callback_id}_failed` }]);
    expect(await sizeFleet(world)).toEqual([]);
  });

  it('waits for its event to come again when the queue is only out of reach', async () => {
    const world = makeWorld();
    const jobs = withMethod(world.jobs, 'send', async () => {
      throw new Error('down');
    });
    const upload = givenUpload(world, 'talk.mp3');
    await expect(acceptUpload({ ...workerOn(world), jobs }, upload)).rejects.toThrow('down');
    expect(await sizeFleet(world)).toEqual([]);
    expect(await accept(world, upload)).toMatchObject({ kind: 'queued' });
  });
});

it('of a callback whose job cannot be read is no job of its own: its event comes again', async () => {
  const world = makeWorld();
  const callback_id = await givenRegistration(world);
  const upload = givenUpload(world, `${callback_id}/talk.mp3`);
  await accept(world, upload);
  world.table.spoil(callback_id, { attempt: 'first' });
  await expect(accept(world, upload)).rejects.toThrow('cannot be read');
  expect(jobsOf(world)).toEqual([]);
});

it('makes 20 jobs of 20 files uploaded at once, each event twice', async () => {
  const world = makeWorld();
  const callback_id = await givenRegistration(world);
  const uploads = Array.from({ length: 20 }, (_, n) => givenUpload(world, `${callback_id}/${n}.mp3`));
  const accepted = await Promise.all([...uploads, ...uploads].map((upload) => accept(world, upload)));
  const ids = accepted.map((one) => ('job_id' in one ? one.job_id : ''));
  expect(new Set(ids).size).toBe(20);
  expect(jobsOf(world)).toHaveLength(20);
  expect(jobsOf(world).filter((job) => job.job_id === callback_id)).toHaveLength(1);
  expect(new Set(jobsOf(world).map((job) => job.s3_key)).size).toBe(20);
  expect(new Set(world.jobs.bodies().map((body) => (body as { job_id: string }).job_id))).toEqual(new Set(ids));
});

describe.each([
  { what: 'the first file of a callback', earlier: 0, body: 'audio', status: 'launching' },
  { what: 'a second file', earlier: 1, body: 'audio', status: 'launching' },
  { what: 'an empty file', earlier: 0, body: '', status: 'failed' },
])('the event of $what that is broken off and comes again', async ({ earlier, body, status }) => {
  const calls = await callsOf(earlier, body);
  const faults = calls.flatMap((name, index) => FAULTS.map((kind) => ({ name, kind, call: index + 1 })));

  it.each(faults)('is one job, wherever it $kind: call $call, $name', async ({ kind, call }) => {
    const { world, upload } = await givenEvent(earlier, body);
    const process = new FaultyProcess({ kind, call });
    const broken = acceptUpload(process.wrap(workerOn(world)), upload, { again: true }).catch(() => undefined);
    await world.clock.advance(30);
    await accept(world, upload);
    process.resume();
    if (kind === 'stalls before') await world.clock.until(broken);
    await accept(world, upload);

    const jobs = jobsOf(world).filter((job) => job.s3_key === upload.s3_key);
    expect(jobs).toMatchObject([{ status }]);
    const ids = world.jobs.bodies().map((message) => (message as { job_id: string }).job_id);
    expect(ids.filter((id) => id === jobs[0]?.job_id).length > 0).toBe(status === 'launching');
    expect(jobs[0]?.due_class).toBe(status === 'launching' ? 'waiting' : undefined);
    const deliveries = world.table.rows().filter((row) => row.kind === 'delivery');
    expect(deliveries).toHaveLength(status === 'failed' ? 1 : 0);
  });
});

async function givenEvent(earlier: number, body: string) {
  const world = makeWorld();
  const callback_id = await givenRegistration(world);
  for (let n = 0; n < earlier; n += 1) await accept(world, givenUpload(world, `${callback_id}/earlier-${n}.mp3`));
  return { world, upload: givenUpload(world, `${callback_id}/talk.mp3`, { body }) };
}

async function callsOf(earlier: number, body: string): Promise<string[]> {
  const { world, upload } = await givenEvent(earlier, body);
  const process = new FaultyProcess();
  await acceptUpload(process.wrap(workerOn(world)), upload, { again: true });
  return process.calls;
}
