/** Where the key goes, and where it never goes, in every view. */
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { BUSY } from './support/busy-service.ts';
import { stubApi } from './support/stub-api.ts';
import { VIEWS } from './support/views.ts';
import { visitServed } from './support/visit.ts';

const KEY = 'never-to-be-seen-in-any-of-these';

describeWith('chromium-headless-shell')('the key', () => {
  it('is in a header of requests to the API, and in no address, log, referrer or lasting store', async () => {
    const { page, address } = await visitServed(stubApi(BUSY), '#/', {}, []);
    const elsewhere: string[] = [];
    const carried: string[] = [];
    page.on('console', (message) => elsewhere.push(`log: ${message.text()}`));
    page.on('framenavigated', (frame) => elsewhere.push(`address: ${frame.url()}`));
    page.on('request', (request) => {
      const { 'x-api-key': key, ...headers } = request.headers();
      elsewhere.push(`request: ${request.url()} ${JSON.stringify(headers)} ${request.postData()}`);
      if (key !== undefined) carried.push(new URL(request.url()).pathname);
    });
    await page.locator('input[type=password]').fill(KEY);
    await page.keyboard.press('Enter');
    await page.locator('li.job').first().waitFor();
    for (const { hash, open, scopes } of VIEWS) {
      if (scopes?.length === 0) continue;
      await page.goto('about:blank');
      await page.goto(`${address}${hash}`);
      await open(page);
      elsewhere.push(`title: ${await page.title()}`, String(await page.evaluate(KEPT)), await page.content());
    }
    expect(elsewhere.filter((one) => one.includes(KEY))).toEqual([]);
    expect(elsewhere.some((one) => one.startsWith('request: ') && one.includes('/bucket/'))).toBe(true);
    expect(carried.length).toBeGreaterThan(VIEWS.length);
    expect(carried.filter((path) => !path.startsWith('/v1/api/'))).toEqual([]);
  });
});

/** All that outlives the tab, or goes out with requests by itself. */
const KEPT = `JSON.stringify([document.cookie, { ...localStorage }, history.state, document.referrer, location.href, window.name])`;
