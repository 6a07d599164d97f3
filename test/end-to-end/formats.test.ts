import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordErrorRate } from '../../bench/speech/assessment.ts';
import { endedJob, fixture, objectText, resultKeys, stack, uniqueName, upload } from './support/client.ts';

const SOURCES = { en: 'en-medium.mp3', sv: 'sv-medium.ogg' } as const;
const FORMATS = ['mp3', 'wav', 'flac', 'm4a', 'ogg'] as const;
/** Points by which the whole service may be worse than the library alone on the same file. */
const TOLERANCE = 3;

const run = promisify(execFile);
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'transcription-clips-'));
let stockTexts: Record<string, string>;
/** The job of each clip. They are all sent before any is waited for, so that no worker has to be launched for one. */
let jobs: Record<string, string>;

beforeAll(async () => {
  const clips: string[] = [];
  for (const [language, source] of Object.entries(SOURCES)) {
    const outputs = FORMATS.map((format) => join(folder, `${language}.${format}`));
    await run(stack.engine_python, [
      here('support/stock.py'),
      'convert',
      here(`../fixtures/audio/${source}`),
      ...outputs,
    ]);
    clips.push(...outputs);
  }
  jobs = Object.fromEntries(await Promise.all(clips.map(async (clip) => [clip, await sent(clip)])));
  const model = here('../fixtures/models/whisper-demo');
  const { stdout } = await run(stack.engine_python, [here('support/stock.py'), 'transcribe', model, ...clips]);
  stockTexts = JSON.parse(stdout);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function sent(clip: string): Promise<string> {
  const { derivedId } = await upload(`transcription_upload/${uniqueName(basename(clip))}`, readFileSync(clip));
  return derivedId;
}

describe('every format', () => {
  const cases = Object.keys(SOURCES).flatMap((language) =>
    FORMATS.map((format) => [language as 'en' | 'sv', format] as const),
  );

  it.each(cases)('a clip in %s as %s is transcribed as well as by stock faster-whisper', async (language, format) => {
    // Given a clip and what the library alone makes of it
    const clip = join(folder, `${language}.${format}`);
    const reference = fixture(basename(SOURCES[language]).replace(/\.\w+$/, '.txt')).toString('utf8');
    const stock = wordErrorRate(reference, stockTexts[clip] ?? '');
    // When it has been uploaded
    const jobId = jobs[clip] ?? '';
    const job = await endedJob(jobId);
    // Then the text is as good, in all formats
    expect(job.status).toBe('completed');
    const document = JSON.parse(await objectText(job.results?.json ?? ''));
    expect(document.language.code).toBe(language);
    expect(wordErrorRate(reference, document.transcript.text)).toBeLessThanOrEqual(stock + TOLERANCE);
    await resultKeys(jobId);
    const text = await objectText(job.results?.txt ?? '');
    expect(text.split(/\s+/).join(' ').trim()).toBe(document.transcript.text);
    expect(await objectText(job.results?.srt ?? '')).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:\d\d,\d{3}\n/);
    expect(await objectText(job.results?.vtt ?? '')).toMatch(/^WEBVTT\n\n00:00:0\d\.\d{3} --> /);
  });
});
