/** Which model hears what is sent, where the service has several. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { MODELS } from './support/busy-service.ts';
import { ANSWERS } from './support/recording.ts';
import type { Asked } from './support/stub-api.ts';
import { visitWith } from './support/visit.ts';

const AUDIO = { name: 'talk.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(100) };
const [USUAL, OTHER] = MODELS.models;
const SEVERAL = { ...ANSWERS, 'GET /api/v1/models': MODELS };

const openOptions = (page: Page) => page.locator('summary', { hasText: 'Options' }).click();
const choice = (page: Page) => page.getByLabel('Model');

/** @returns the models that uploads and links asked for, in the order they were asked */
async function modelsOf(page: Page, asked: readonly Asked[]): Promise<unknown[]> {
  const starts = () => asked.filter(({ method, path }) => method === 'POST' && /\/(uploads|jobs)$/.test(path));
  await page.getByLabel('Choose files').setInputFiles([AUDIO]);
  await expect.poll(() => starts().length).toBe(1);
  await page.getByText('Links to recordings').click();
  await page.getByLabel('Links to recordings').fill('https://example.com/talk.mp3');
  await page.getByRole('button', { name: 'Transcribe links' }).click();
  await expect.poll(() => starts().length).toBe(2);
  return starts().map(({ body }) => JSON.parse(body).model);
}

describeWith('chromium-headless-shell')('the model', () => {
  it('is chosen where there are several, asked for in uploads and links, and remembered', async () => {
    const { page, asked } = await visitWith(SEVERAL);
    await openOptions(page);
    await expect.poll(() => choice(page).inputValue()).toBe(USUAL?.name);
    await choice(page).selectOption(OTHER?.name ?? '');
    await page.reload();
    await openOptions(page);
    await expect.poll(() => choice(page).inputValue()).toBe(OTHER?.name);
    expect(await modelsOf(page, asked)).toEqual([OTHER?.name, OTHER?.name]);
  });

  it('is left to the service while nobody chose another', async () => {
    const { page, asked } = await visitWith(SEVERAL);
    await openOptions(page);
    await choice(page).selectOption(OTHER?.name ?? '');
    await choice(page).selectOption(USUAL?.name ?? '');
    expect(await modelsOf(page, asked)).toEqual([undefined, undefined]);
  });

  it('takes its languages with it', async () => {
    const models = [USUAL, { ...OTHER, languages: ['fi'] }];
    const { page } = await visitWith({ ...SEVERAL, 'GET /api/v1/models': { models } });
    await openOptions(page);
    await page.getByLabel('Language spoken').selectOption('sv');
    await choice(page).selectOption(OTHER?.name ?? '');
    expect(await page.getByLabel('Language spoken').locator('option').allInnerTexts()).toEqual(['Finnish']);
  });

  it.each([
    ['the service has one alone', { models: [USUAL] }],
    ['the service has none of that name any more', { models: [USUAL, { ...OTHER, name: 'newer' }] }],
  ])('that was remembered is not asked for where %s', async (_, models) => {
    const { page, asked } = await visitWith({ ...SEVERAL, 'GET /api/v1/models': models });
    const kept = JSON.stringify(JSON.stringify({ model: OTHER?.name }));
    await page.evaluate(`localStorage.setItem('options', ${kept})`);
    await page.reload();
    await openOptions(page);
    await page.getByLabel('Language spoken').locator('option', { hasText: 'Swedish' }).waitFor({ state: 'attached' });
    expect(await choice(page).count()).toBe(models.models.length - 1);
    expect(await modelsOf(page, asked)).toEqual([undefined, undefined]);
  });
});
