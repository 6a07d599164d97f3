/** Files of a transcript, those that the API answers with a link too: it gives nothing out that is longer than 4 MB. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { ANSWERS, DOCUMENT, JOB } from './support/recording.ts';
import { type Answers, answer } from './support/stub-api.ts';
import { visitWith } from './support/visit.ts';

const TRANSCRIPT = `GET /api/v1/jobs/${JOB}/transcript`;
const LONG_TEXT = '1\n00:00:00,000 --> 00:00:04,000\nLong.\n'.repeat(120_000);

/** @param linked whether the bucket has the format asked for */
function givenLongTranscript(linked: string): Answers {
  return {
    ...ANSWERS,
    [TRANSCRIPT]: ({ query, origin }) => {
      const format = query.get('format');
      return {
        job_id: JOB,
        format: format === 'json' ? 'json' : linked,
        transcript: { truncated: true, url: `${origin}/bucket/${format}` },
      };
    },
    'GET /bucket/json': DOCUMENT,
    'GET /bucket/srt': answer(200, LONG_TEXT),
  };
}

async function exported(page: Page, kind: string): Promise<string> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: kind }).click();
  return readFile(await (await waiting).path(), 'utf8');
}

async function openMenu(page: Page): Promise<void> {
  await page.getByText('Line number0.').waitFor();
  await page.locator('summary', { hasText: 'Export' }).click();
}

describeWith('chromium-headless-shell')('an export beyond 4 MB', () => {
  it('comes from the bucket, whole, and without the key', async () => {
    expect(LONG_TEXT.length).toBeGreaterThan(4 * 1024 ** 2);
    const keys: (string | undefined)[] = [];
    const answers = givenLongTranscript('srt');
    const give: Answers[string] = (_, { headers }) => {
      keys.push(headers['x-api-key'] as string | undefined, headers.referer);
      return answer(200, LONG_TEXT);
    };
    const { page, complaints } = await visitWith({ ...answers, 'GET /bucket/srt': give }, `#/jobs/${JOB}`);
    await openMenu(page);
    expect(await exported(page, 'Subtitles (.srt)')).toBe(LONG_TEXT);
    expect(JSON.parse(await exported(page, 'Everything (.json)'))).toEqual(DOCUMENT);
    expect([keys, complaints]).toEqual([[undefined, undefined], []]);
  });

  it('of a version, which is kept as json alone, is refused with what to take in its place', async () => {
    const { page } = await visitWith(givenLongTranscript('json'), `#/jobs/${JOB}`);
    await openMenu(page);
    await page.getByRole('button', { name: 'Subtitles (.srt)' }).click();
    await page.getByText('it is too long to be written as srt; take json in its place').waitFor();
  });
});
