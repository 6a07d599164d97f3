import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { ANSWERS, JOB } from './support/recording.ts';
import { currentTime, visitWith } from './support/visit.ts';

const VIEW = `#/jobs/${JOB}`;
const LINE = 'Line number0.';

/** `n` goes to the word of the tenth line, which is unsure. */
async function pressN(page: Page): Promise<void> {
  await page.getByText(LINE).waitFor();
  await expect.poll(() => page.evaluate(`document.querySelector('audio').readyState`)).toBeGreaterThan(0);
  await page.keyboard.press('n');
}

describeWith('chromium-headless-shell')('single keys', () => {
  it.each([
    ['en-GB', 'Keys', 'Single keys work while nothing is typed'],
    ['sv-SE', 'Tangenter', 'Enstaka tangenter verkar när inget skrivs'],
  ])('are switched off, and stay so (%s)', async (locale, menu, label) => {
    const { page } = await visitWith(ANSWERS, VIEW, { locale });
    await page.locator('summary', { hasText: menu }).click();
    await page.getByRole('checkbox', { name: label }).uncheck();
    await page.reload();
    await pressN(page);
    await page.keyboard.press('/');
    await page.keyboard.type('kx');
    expect(await currentTime(page)).toBe(0);
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    await page.locator('summary', { hasText: menu }).click();
    await page.getByRole('checkbox', { name: label }).check();
    await page.keyboard.press('n');
    await expect.poll(() => currentTime(page)).toBe(41);
  });

  it('work until then', async () => {
    const { page, complaints } = await visitWith(ANSWERS, VIEW);
    await pressN(page);
    await expect.poll(() => currentTime(page)).toBe(41);
    expect(complaints).toEqual([]);
  });
});
