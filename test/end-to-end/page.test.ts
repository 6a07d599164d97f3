/** The page in a browser: from a key to the text of a recording. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { violations } from './support/accessibility.ts';
import { choose, enterKey, LONG, startBrowser, visit } from './support/browser.ts';
import { fixture, givenApiKey, uniqueName } from './support/client.ts';

const speech = (name: string) => ({ name, mimeType: 'audio/wav', buffer: fixture('en-short.wav') });

describeWith('chromium-headless-shell')('the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('shows the text of a recording that was chosen, and complains of nothing', async () => {
    const { page, complaints } = await visit(browser);
    const name = uniqueName('talk.wav');
    await enterKey(page);
    await choose(page, speech(name));
    const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) });
    await row.getByText('done', { exact: true }).waitFor(LONG);
    await page.getByRole('link', { name }).click();
    await page
      .getByText(/meeting starts at nine/i)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    expect(page.url()).not.toContain('key');
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('is accessible, in the %s', async (colorScheme) => {
    const { page } = await visit(browser, { colorScheme, viewport: { width: 360, height: 740 } });
    await enterKey(page);
    await page.getByRole('heading', { name: 'Your recordings' }).waitFor();
    await page.getByText('Options').click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Operation' }).click();
    await page.getByRole('heading', { name: 'Machines', exact: true }).waitFor();
    await page.getByText('Make a key').first().click();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('says why a file is not sent', async () => {
    const { page } = await visit(browser);
    await enterKey(page);
    await choose(page, { name: 'notes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') });
    await page.getByText('notes.pdf is neither audio nor video').waitFor();
    await page.context().close();
  });

  it('refuses a key that nobody gave, and forgets one that the service refuses', async () => {
    const { page } = await visit(browser);
    await enterKey(page, 'no-key');
    await page.getByText('This key is not accepted').waitFor();
    // The gateway lets it in, and it belongs to nobody.
    await enterKey(page, await givenApiKey());
    await page.getByText('This key is not accepted').waitFor();
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).toBe('{}');
    await page.context().close();
  });
});
