/** What moves the sound and the text, when something comes between. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { sendSilence } from '../../bench/support/long-recording.ts';
import { describeWith } from '../support/needs.ts';
import { ANSWERS, JOB, jobWith, SECONDS } from './support/recording.ts';
import { type Answers, answer } from './support/stub-api.ts';
import { currentTime, visitWith } from './support/visit.ts';

const VIEW = `#/jobs/${JOB}`;

/** Links of the recording, the last of which is the one that is let in. */
function givenExpiringLinks() {
  let newest = 0;
  let valid = 1;
  const audio: Answers[string] = ({ query }, { headers }, response) => {
    if (Number(query.get('link')) < valid) return answer(403, { message: 'Request has expired' });
    return sendSilence(response, headers.range, SECONDS);
  };
  const job: Answers[string] = ({ origin }) => {
    newest += 1;
    return jobWith(`${origin}/bucket/audio.wav?link=${newest}`);
  };
  const answers = { ...ANSWERS, [`GET /api/v1/jobs/${JOB}`]: job, 'GET /bucket/audio.wav': audio };
  return { answers, expire: () => (valid = newest + 1), made: () => newest };
}

async function play(page: Page): Promise<void> {
  await page.getByText('Line number0.').waitFor();
  await expect.poll(() => page.evaluate(`document.querySelector('audio').readyState`)).toBeGreaterThan(0);
  await page.keyboard.press('k');
  await expect.poll(() => currentTime(page)).toBeGreaterThan(0);
}

const isPlaying = (page: Page) => page.evaluate(`!document.querySelector('audio').paused`);

describeWith('chromium-headless-shell')('playing', () => {
  it('goes on at the same second when the link of the recording expires', async () => {
    const { answers, expire, made } = givenExpiringLinks();
    const { page } = await visitWith(answers, VIEW);
    await play(page);
    // When it plays beyond what was loaded
    expire();
    await page.evaluate(`document.querySelector('audio').currentTime = ${SECONDS - 100}`);
    // Then
    await expect.poll(made).toBe(2);
    await expect.poll(() => page.evaluate(`document.querySelector('audio').src`)).toContain('link=2');
    await expect.poll(() => currentTime(page)).toBeGreaterThan(SECONDS - 100);
    expect(await currentTime(page)).toBeLessThan(SECONDS - 60);
    expect(await isPlaying(page)).toBe(true);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('leaves the text where the reader scrolled it, until it is called back', async () => {
    const { page } = await visitWith(ANSWERS, VIEW);
    await play(page);
    const back = page.getByRole('button', { name: 'Back to where it plays' });
    expect(await back.count()).toBe(0);
    await page.mouse.move(600, 600);
    await page.mouse.wheel(0, 5000);
    await back.waitFor();
    await expect
      .poll(() => page.evaluate(`document.querySelector('[data-spoken]')?.id`), { timeout: 60_000 })
      .toBe('line-1');
    expect(await isInSight(page, '#line-1')).toBe(false);
    await back.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => isInSight(page, '[data-spoken]')).toBe(true);
    await expect.poll(() => back.count()).toBe(0);
  });
});

const isInSight = (page: Page, selector: string) =>
  page.evaluate(`(() => {
    const { top, bottom } = document.querySelector('${selector}').getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  })()`);
