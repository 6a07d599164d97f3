/** From a file to its corrected subtitles by keys alone, as somebody goes who sees where the focus is. */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { violations } from '../end-to-end/support/accessibility.ts';
import { describeWith } from '../support/needs.ts';
import { ANSWERS, JOB, NAME } from './support/recording.ts';
import type { Answers } from './support/stub-api.ts';
import { answer } from './support/stub-api.ts';
import { currentTime, visitWith } from './support/visit.ts';

const AUDIO = { name: NAME, mimeType: 'audio/wav', buffer: Buffer.alloc(100) };
/** More than any view has. */
const MOST_STOPS = 80;

const FOCUSED = `(() => {
  const { activeElement: at } = document;
  const shown = at.matches('input.unseen') ? at.parentElement : at;
  const { outlineStyle } = getComputedStyle(shown);
  const { top, bottom, width } = shown.getBoundingClientRect();
  return {
    tag: at.tagName,
    isMarked: outlineStyle !== 'none',
    isInSight: width > 0 && bottom > 0 && top < innerHeight,
  };
})()`;

type Focused = { tag: string; isMarked: boolean; isInSight: boolean };
const focused = (page: Page): Promise<Focused> => page.evaluate(FOCUSED);

/** On by Tab until the control has the focus; each stop on the way is seen. */
async function tabTo(
  page: Page,
  role: 'button' | 'link' | 'textbox' | 'combobox',
  name: string | RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name }).first();
  await wanted.waitFor();
  await tabUntil(page, () => hasFocus(page, wanted));
}

const hasFocus = (page: Page, one: Locator) => one.and(page.locator(':focus')).count();

async function tabUntil(page: Page, isThere: () => Promise<unknown>, key = 'Tab'): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
    const { tag, ...seen } = await focused(page);
    if (tag !== 'BODY') expect({ tag, ...seen }).toEqual({ tag, isMarked: true, isInSight: true });
  }
  throw new Error(`not reached by ${MOST_STOPS} tabs; the focus is at ${JSON.stringify(await focused(page))}`);
}

/** Nothing has the focus once what had it is gone, and whoever goes on by Tab begins at the top again. */
async function expectFocus(page: Page): Promise<void> {
  await expect.poll(async () => (await focused(page)).tag).not.toBe('BODY');
}

function givenService(): { answers: Answers; deleted: string[] } {
  const deleted: string[] = [];
  const versions: object[] = [];
  const made = (version: number) => ({
    version,
    author: null,
    created_at: '2026-01-01T11:00:00Z',
    changed_segments: 1,
    restored: null,
    based_on: 0,
  });
  const upload = ({ origin }: { origin: string }) =>
    answer(201, { upload_id: 'u', job_id: JOB, post: { url: `${origin}/bucket/upload`, fields: {} } });
  const answers: Answers = {
    ...ANSWERS,
    'POST /api/v1/uploads': upload,
    'POST /bucket/upload': answer(204, ''),
    [`DELETE /api/v1/jobs/${JOB}`]: ({ path }) => {
      deleted.push(path);
      return answer(202, {});
    },
    [`GET /api/v1/jobs/${JOB}/versions`]: () => ({ versions: [...versions, made(0)] }),
    [`POST /api/v1/jobs/${JOB}/versions`]: () => {
      versions.unshift(made(1));
      return answer(201, made(1));
    },
    [`GET /api/v1/jobs/${JOB}/transcript`]: ({ query }, request, response) => {
      if (query.get('format') === 'srt') return answer(200, '1\n00:00:00,000 --> 00:00:02,000\nHello\n');
      const give = ANSWERS[`GET /api/v1/jobs/${JOB}/transcript`];
      return typeof give === 'function' ? give({} as never, request, response) : give;
    },
  };
  return { answers, deleted };
}

describeWith('chromium-headless-shell')('by keys alone', () => {
  it('a file is sent, opened, heard, corrected, saved and exported', async () => {
    const { page, complaints } = await visitWith(givenService().answers, '#/', { reducedMotion: 'reduce' });
    // A file: the browser's own dialogue is beyond the page, its field is reached by Tab
    const field = page.getByLabel('Choose files');
    await field.waitFor({ state: 'attached' });
    await tabUntil(page, () => hasFocus(page, field));
    await field.setInputFiles([AUDIO]);
    await page.getByText('sent', { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
    // Its text
    await tabTo(page, 'link', NAME);
    await page.keyboard.press('Enter');
    await page.getByText('Line number0.').waitFor();
    await expectFocus(page);
    await expect.poll(() => page.evaluate(`document.querySelector('audio').readyState`)).toBeGreaterThan(0);
    await page.keyboard.press('k');
    await expect.poll(() => currentTime(page)).toBeGreaterThan(0);
    await page.keyboard.press('k');
    // The unsure word
    await tabTo(page, 'button', /1 unsure word/);
    await page.keyboard.press('Enter');
    await expect.poll(() => currentTime(page)).toBe(41);
    await expectFocus(page);
    await page.keyboard.press('e');
    await page.getByRole('textbox', { name: 'Text at 0:40' }).waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Line number ten.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('1 change, not saved').waitFor();
    await expectFocus(page);
    // Saved
    await page.keyboard.press('Control+S');
    await page.getByText('Saved as version 1.').waitFor();
    await expectFocus(page);
    // Subtitles
    await tabUntil(page, () => hasFocus(page, page.locator('summary', { hasText: 'Export' })), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await tabTo(page, 'button', 'Subtitles (.srt)');
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect(await readFile(await (await download).path(), 'utf8')).toContain('Hello');
    await expectFocus(page);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('a recording is deleted and taken back, and the focus stays', async () => {
    const { page } = await visitWith(givenService().answers, '#/', { reducedMotion: 'reduce' });
    await tabTo(page, 'button', `Delete: ${NAME}`);
    await page.keyboard.press('Enter');
    await expectFocus(page);
    await tabTo(page, 'button', 'Undo');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: NAME }).waitFor();
    await expectFocus(page);
  });
});
