import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registrationKey } from '../../core/contracts/rows.ts';
import { controlsOf } from '../../local/controls.ts';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import {
  call,
  endedJob,
  fixture,
  jobsOfKeys,
  keysUnder,
  LIMIT,
  objectText,
  register,
  repeatEvent,
  resultKeys,
  stack,
  table,
  uniqueName,
  upload,
} from './support/client.ts';

const SPEECH = fixture('en-short.wav');
const NO_SPEECH = {
  'empty.mp3': Buffer.alloc(0),
  'notes.mp3': Buffer.from('these are only words in a text file\n'.repeat(50)),
};
let receiver: WebhookReceiver;
/** The callbacks of files that hold no speech. An empty one is judged after half a minute, which passes meanwhile. */
let noSpeech: Record<keyof typeof NO_SPEECH, string>;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  const sent = Object.entries(NO_SPEECH).map(async ([name, content]) => {
    const callbackId = await register({ callback_url: receiver.url, metadata: { case: name } });
    await upload(`transcription_upload/${callbackId}/${name}`, content);
    return [name, callbackId] as const;
  });
  noSpeech = Object.fromEntries(await Promise.all(sent)) as typeof noSpeech;
});
afterAll(() => receiver.goDown());

const webhooksOf = (callbackId: string) =>
  receiver.received
    .map((one) => contentOf<{ callback_id: string; job_id: string }>(one))
    .filter((one) => one.callback_id === callbackId);

describe('uploads', () => {
  it('makes a job of its own from each file of a callback', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    const first = await upload(`transcription_upload/${callbackId}/one.wav`, SPEECH);
    expect((await endedJob(callbackId)).s3_key).toBe(first.key);
    const second = await upload(`transcription_upload/${callbackId}/deeper/two.wav`, SPEECH);
    expect(await endedJob(second.derivedId)).toMatchObject({
      status: 'completed',
      callback_id: callbackId,
      s3_key: second.key,
    });
    await expect
      .poll(
        () =>
          webhooksOf(callbackId)
            .map((one) => one.job_id)
            .sort(),
        { timeout: LIMIT.limitMs },
      )
      .toEqual([callbackId, second.derivedId].sort());
  });

  it('makes 20 jobs of 20 files at once, each event twice; one of them has the callback_id', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    const names = Array.from({ length: 20 }, (_, index) => `transcription_upload/${callbackId}/file-${index}.wav`);
    await Promise.all(names.map(async (name) => repeatEvent(await upload(name, SPEECH))));
    const jobs = await waitFor(
      '20 ended jobs',
      async () => {
        const rows = await jobsOfKeys(names);
        return rows.filter((row) => row.status === 'completed').length >= 20 ? rows : undefined;
      },
      LIMIT,
    );
    expect(jobs).toHaveLength(20);
    expect(jobs.filter((row) => row.job_id === callbackId)).toHaveLength(1);
    await expect.poll(() => webhooksOf(callbackId).length, { timeout: LIMIT.limitMs }).toBe(20);
    expect(new Set(webhooksOf(callbackId).map((one) => one.job_id)).size).toBe(20);
  });

  it('transcribes an upload without a callback, and one under an id that nobody registered', async () => {
    const alone = await upload(`transcription_upload/${uniqueName('alone.wav')}`, SPEECH);
    const unknown = await upload(`transcription_upload/nobody/${uniqueName('x.wav')}`, SPEECH);
    expect(await endedJob(alone.derivedId)).toMatchObject({ status: 'completed', warnings: [] });
    const job = await endedJob(unknown.derivedId);
    expect(job.status).toBe('completed');
    expect(job.warnings).toEqual([expect.objectContaining({ code: 'unknown_callback' })]);
  });

  it('transcribes an upload under a callback that has expired as nobody’s, and gives one from before an end', async () => {
    const [expired, old] = [
      await register({ callback_url: receiver.url }),
      await register({ callback_url: receiver.url }),
    ];
    const change = { kind: 'update', when: [], set: { valid_until: new Date().toISOString() } } as const;
    const undo = { kind: 'update', when: [], set: {}, remove: ['valid_until', 'expires_at'] } as const;
    await table.write({ ...change, key: registrationKey(expired) }, { ...undo, key: registrationKey(old) });
    const late = await upload(`transcription_upload/${expired}/late.wav`, SPEECH);
    await upload(`transcription_upload/${old}/first.wav`, SPEECH);
    const job = await endedJob(late.derivedId);
    expect(job).toMatchObject({ status: 'completed', warnings: [{ code: 'expired_callback' }] });
    expect(job).not.toHaveProperty('callback_id');
    expect(await endedJob(old)).toMatchObject({ status: 'completed', callback_id: old, warnings: [] });
    expect(await table.get(registrationKey(old))).toMatchObject({
      valid_until: expect.any(String),
      expires_at: expect.any(Number),
    });
  });

  it('takes a new upload to the same key as a new job', async () => {
    const key = `transcription_upload/${uniqueName('again.wav')}`;
    const [first, second] = [await upload(key, SPEECH), await upload(key, SPEECH)];
    expect(first.derivedId).not.toBe(second.derivedId);
    expect((await endedJob(first.derivedId)).status).toBe('completed');
    expect((await endedJob(second.derivedId)).status).toBe('completed');
  });

  it.each([
    ['spaces', 'my  holiday talk.wav', 'my  holiday talk'],
    ['plus and percent', 'a+b 100%+%20.wav', 'a+b 100%+%20'],
    ['Swedish letters', 'åäö ÅÄÖ.wav', 'åäö ÅÄÖ'],
    ['Japanese', '日本語の音声.wav', '日本語の音声'],
    ['1,000 bytes', `${'long/'.repeat(100)}${'n'.repeat(442)}.wav`, 'n'.repeat(200)],
  ])('takes a key with %s', async (_name, file, resultName) => {
    const callbackId = await register({ callback_url: receiver.url });
    const { key } = await upload(`transcription_upload/${callbackId}/${file}`, SPEECH);
    expect(await endedJob(callbackId)).toMatchObject({ status: 'completed', s3_key: key });
    const results = await resultKeys(callbackId);
    expect(results).toContainEqual(
      expect.stringMatching(new RegExp(`^results/${callbackId}/transcription_\\d{8}_\\d{6}_`)),
    );
    expect(results.filter((one) => one.endsWith(`_${resultName}.txt`))).toHaveLength(1);
    await receiver.waitFor((one) => contentOf<{ file: { s3_key: string } }>(one).file.s3_key === key, LIMIT.limitMs);
  });

  it('honours the language that an S3 client sets, and fails one the model cannot do without a worker', async () => {
    const swedish = await upload(`transcription_upload/${uniqueName('sv.m4a')}`, fixture('sv-short.m4a'), {
      language: 'sv',
      mtime: '1',
    });
    const german = await upload(`transcription_upload/${uniqueName('de.wav')}`, SPEECH, { language: 'de' });
    expect(await endedJob(german.derivedId)).toMatchObject({
      status: 'failed',
      attempt: 0,
      error: { code: 'unsupported_option' },
    });
    const job = await endedJob(swedish.derivedId);
    expect(JSON.parse(await objectText(job.results?.json ?? ''))).toMatchObject({
      language: { code: 'sv', probability: 1 },
    });
  });

  it('ignores folder markers', async () => {
    const marker = uniqueName('folder/');
    await upload(`transcription_upload/${marker}`, '');
    const after = await upload(`transcription_upload/${marker}after.wav`, SPEECH);
    expect((await endedJob(after.derivedId)).status).toBe('completed');
    expect(await jobsOfKeys([`transcription_upload/${marker}`])).toEqual([]);
  });
});

describe('files that hold no speech', () => {
  it.each([
    ['an empty file', 'empty.mp3', 'empty_file'],
    ['a text file', 'notes.mp3', 'unsupported_media'],
  ] as const)('answers %s with a typed failure on the row, in S3 and by webhook', async (_what, name, code) => {
    const callbackId = noSpeech[name];
    type Told = { job_id: string; callback_id: string };
    const webhook = await receiver.waitFor((one) => contentOf<Told>(one).callback_id === callbackId, LIMIT.limitMs);
    // An empty file leaves the callback's id to one that holds bytes.
    const { job_id } = contentOf<Told>(webhook);
    expect(job_id === callbackId).toBe(NO_SPEECH[name].length > 0);
    expect(await endedJob(job_id)).toMatchObject({ status: 'failed', error: { code, retriable: false } });
    expect(contentOf(webhook)).toMatchObject({
      status: 'failed',
      transcript: null,
      error: { code, message: expect.any(String) },
      client_metadata: { case: name },
    });
    expect(webhook.headers['webhook-id']).toBe(`msg_${job_id}_failed`);
    expect(await keysUnder(`results/${job_id}/`)).toEqual([`results/${job_id}/error.json`]);
    const { body } = await call('GET', `/api/jobs/${job_id}`);
    expect(body).toMatchObject({ status: 'failed', error: { code } });
  });

  it('completes silence with an empty text and a warning', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/silence.flac`, fixture('silence.flac'));
    expect((await endedJob(callbackId)).status).toBe('completed');
    const webhook = await receiver.waitFor(
      (one) => contentOf<{ job_id: string }>(one).job_id === callbackId,
      LIMIT.limitMs,
    );
    expect(contentOf(webhook)).toMatchObject({
      status: 'complete',
      transcript: { text: '', segments: [] },
      warnings: [{ code: 'no_speech' }],
    });
  });
});

describe('the workers', () => {
  it('are all gone when nothing is left to do', async () => {
    const controls = controlsOf(stack);
    await expect
      .poll(async () => (await controls.instances()).filter((one) => one.state === 'running').length, {
        timeout: LIMIT.limitMs,
      })
      .toBe(0);
    expect((await controls.instances()).length).toBeGreaterThan(0);
  });
});
