/** The text of a recording in a browser: heard, corrected, saved, exported, and taken back. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { violations } from './support/accessibility.ts';
import { choose, enterKey, LONG, startBrowser, visit } from './support/browser.ts';
import { call, fixture, uniqueName } from './support/client.ts';

/** What would run if any of it were taken for markup. */
const MARKUP = '<img src=x onerror="window.executed=1">';
const HEARD = 'The meeting starts at nine on Monday.';

describeWith('chromium-headless-shell')('the transcript in the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('plays from a word, is edited, exported and taken back, and takes nothing for markup', async () => {
    const { page, complaints } = await visit(browser);
    const jobId = await openTranscript(page, uniqueName('<img src=x onerror="executed=1">.wav'));

    await clickWord(page, 'nine');
    await expect.poll(() => page.evaluate('document.querySelector("audio").currentTime')).toBeGreaterThan(1);
    expect(await spokenWord(page)).toBe('nine');

    await editFirstLine(page, `The meating ${MARKUP}`);
    await page.getByLabel('Your name').fill(`Eva ${MARKUP}`);
    await page.getByRole('button', { name: 'Save as a version' }).click();
    await page.getByText('Saved as version 1.').waitFor();
    expect(await exported(page, 'Subtitles (.srt)')).toContain('meating');
    expect((await exported(page, 'Word (.docx)')).slice(0, 2)).toBe('PK');

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(HEARD).waitFor();
    await page.locator('summary', { hasText: 'Versions (3)' }).click();
    await page.getByText(`Eva ${MARKUP}`).first().waitFor();
    expect(await violations(page)).toEqual([]);
    const { body } = await call('GET', `/api/v1/jobs/${jobId}/versions`);
    expect(body.versions.map(({ restored }: { restored: number | null }) => restored)).toEqual([0, null, null]);
    expect(await page.evaluate('window.executed')).toBeUndefined();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('puts changes on the version that somebody else saved meanwhile', async () => {
    const { page } = await visit(browser, { colorScheme: 'dark', viewport: { width: 360, height: 740 } });
    const jobId = await openTranscript(page, uniqueName('talk.wav'));
    await editFirstLine(page, 'Mine.');
    expect(await violations(page)).toEqual([]);
    const theirs = { based_on: 0, author: 'Bo', segments: [{ id: 0, text: 'Theirs.' }] };
    expect((await call('POST', `/api/v1/jobs/${jobId}/versions`, theirs)).status).toBe(201);

    await page.getByRole('button', { name: 'Save as a version' }).click();
    await page.getByText('Bo saved version 1 meanwhile').waitFor();
    await page.getByRole('button', { name: 'Put my changes on version 1' }).click();
    await page.getByText('One of the lines you changed was changed there too').waitFor();
    await page.getByRole('button', { name: 'Save as a version' }).click();
    await page.getByText('Saved as version 2.').waitFor();
    await page.getByText('Mine.').waitFor();
    await page.context().close();
  });
});

/** @returns the job's id */
async function openTranscript(page: Page, name: string): Promise<string> {
  await enterKey(page);
  await choose(page, { name, mimeType: 'audio/wav', buffer: fixture('en-short.wav') });
  const link = page.getByRole('link', { name });
  await link.waitFor(LONG);
  const jobId = (await link.getAttribute('href'))?.split('/').at(-1) ?? '';
  await link.click();
  // Before that the text stands there as it is heard.
  await page.locator('audio').waitFor(LONG);
  await page.getByText(HEARD).waitFor();
  return jobId;
}

/** Words are no elements: the middle of the letters is what a person points at. */
async function clickWord(page: Page, word: string): Promise<void> {
  const place = await page.evaluate(`(() => {
    const text = [...document.querySelectorAll('p.said')].map((p) => p.firstChild).find((node) => node.data.includes('${word}'));
    const range = document.createRange();
    range.setStart(text, text.data.indexOf('${word}'));
    range.setEnd(text, text.data.indexOf('${word}') + ${word.length});
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  })()`);
  const { x, y } = place as { x: number; y: number };
  await page.mouse.click(x, y);
}

const spokenWord = (page: Page) =>
  page.evaluate(`(() => {
    const [range] = CSS.highlights.get('spoken');
    return range.startContainer.data.slice(range.startOffset, range.endOffset);
  })()`);

async function editFirstLine(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit the text at 0:00' }).click();
  await page.getByLabel('Text at 0:00').fill(text);
  await page.getByLabel('Who speaks').selectOption({ label: 'somebody else…' });
  await page.getByLabel('Name of who speaks').fill(`Anna ${MARKUP}`);
  await page.keyboard.press('Control+Enter');
  await page.getByText('2 changes, not saved').waitFor();
}

async function exported(page: Page, kind: string): Promise<string> {
  await page.locator('summary', { hasText: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: kind }).click(),
  ]);
  await page.locator('summary', { hasText: 'Export' }).click();
  return readFile(await download.path(), 'latin1');
}
