/** A transcript that people correct: both versions in every format, the way back, and nothing left when the job is deleted. */
import { describe, expect, it } from 'vitest';
import { RESULT_FORMATS } from '../../core/contracts/options.ts';
import { versionKey } from '../../core/contracts/version-row.ts';
import {
  call,
  endedJob,
  fixture,
  keysUnder,
  resultKeys,
  sendForm,
  stack,
  table,
  uniqueName,
} from './support/client.ts';
import { withReconcile } from './support/faults.ts';
import { removalIsDue } from './support/passing-time.ts';

const PATH = 'api/v1/jobs';

async function givenTranscript(): Promise<string> {
  const file = fixture('en-short.wav');
  const asked = { file_name: `${uniqueName('Årsmöte')}.wav`, size_bytes: file.length, language: 'en' };
  const { body } = await call('POST', '/api/v1/uploads', asked);
  await sendForm(body.post, file);
  await endedJob(body.job_id);
  await resultKeys(body.job_id);
  return body.job_id;
}

async function textOf(job: string, query: string): Promise<string> {
  const headers = { 'x-api-key': stack.api_key };
  return (await fetch(`${stack.api_url}/${PATH}/${job}/transcript?${query}`, { headers })).text();
}

/** In each format. */
async function allOf(job: string, version: string): Promise<Record<string, string>> {
  const texts = RESULT_FORMATS.map(async (format) => [format, await textOf(job, `${version}format=${format}`)]);
  return Object.fromEntries(await Promise.all(texts));
}

describe('an edited transcript', () => {
  it('is a version of its own beside the original, and both go with the job', async () => {
    // Given
    const job = await givenTranscript();
    const original = await allOf(job, '');
    const { segments } = JSON.parse(original['json'] ?? '').transcript;
    const save = (edit: object) => call('POST', `/${PATH}/${job}/versions`, edit);
    // When two edit it at once
    const edit = (text: string) => ({
      based_on: 0,
      author: text,
      speakers: { A: 'Åsa' },
      segments: [{ id: segments[0].id, text, speaker: 'A' }],
    });
    const saved = await Promise.all(['No meeting.', 'Never.'].map((text) => save(edit(text))));
    // Then one is the next version, and the other is told so
    expect(saved.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { author: text } = saved.find(({ status }) => status === 201)?.body ?? {};
    expect(saved.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'not_the_newest_version' });
    const edited = await allOf(job, 'version=latest&');
    expect(edited).toEqual(await allOf(job, 'version=1&'));
    expect(edited).toMatchObject({
      txt: expect.stringMatching(`^Åsa: ${text}\n`),
      srt: expect.stringContaining(`\nÅsa: ${text}`),
      vtt: expect.stringContaining(`<v Åsa>${text}`),
      tsv: expect.stringContaining(`\t${text}\n`),
    });
    const json = JSON.parse(edited['json'] ?? '');
    expect([json.version.version, json.transcript.segments]).toMatchObject([1, [{ text, edited: true }, segments[1]]]);
    // And the original is what it was, also where none is named
    expect(await allOf(job, 'version=0&')).toEqual(original);
    expect(await allOf(job, '')).toEqual(original);
    // When it is undone, then the newest says what was heard
    expect(await save({ based_on: 1, restore: 0 })).toMatchObject({ status: 201, body: { version: 2, restored: 0 } });
    expect(await textOf(job, 'version=latest&format=srt')).toBe(original['srt']);
    const { body } = await call('GET', `/${PATH}/${job}/versions`);
    expect(body.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1, 0]);
    expect((await keysUnder(`results/${job}/versions/`)).length).toBeGreaterThanOrEqual(2);
    // When the job is deleted, then all of them go, and what the refused one wrote where it was refused late
    expect(await call('DELETE', `/${PATH}/${job}`)).toMatchObject({ status: 202 });
    await removalIsDue(job);
    const isGone = async () =>
      ((await keysUnder(`results/${job}/`)).length === 0 && !(await table.has(job))) || undefined;
    await withReconcile('the removal of all versions', isGone);
    expect(await Promise.all([1, 2].map((version) => table.has(versionKey(job, version))))).toEqual([false, false]);
  });

  it('is of a job that is found by a part of its file’s name, with its recording to play', async () => {
    const job = await givenTranscript();
    const { file, links } = (await call('GET', `/${PATH}/${job}`)).body;
    const part = encodeURIComponent(file.name.slice(4).toUpperCase());
    const { body } = await call('GET', `/${PATH}?file_name=${part}`);
    expect(body.jobs.map(({ job_id }: { job_id: string }) => job_id)).toEqual([job]);
    const audio = await fetch(links.audio);
    expect(Buffer.from(await audio.arrayBuffer())).toEqual(fixture('en-short.wav'));
  });
});
