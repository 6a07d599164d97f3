/** What other sites can do with a page that somebody has open beside them: nothing. */
import { expect, it } from 'vitest';
import { serve } from '../support/http-server.ts';
import { describeWith } from '../support/needs.ts';
import { ANSWERS } from './support/recording.ts';
import { KEY, visitWith } from './support/visit.ts';

const html = (body: string) => serve((_, response) => response.setHeader('content-type', 'text/html').end(body));

describeWith('chromium-headless-shell')('another site', () => {
  it('cannot hold the page in a frame', async () => {
    const { page, address } = await visitWith(ANSWERS);
    await page.getByRole('heading', { name: 'Your recordings' }).waitFor();
    const site = await html(`<iframe src="${address}"></iframe>`);
    await page.goto(site);
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
    expect(await page.frames()[1]?.locator('#app').count()).toBe(0);
  });

  it('cannot ask anything in the name of who has the page open', async () => {
    const keys: unknown[] = [];
    const note = (_: unknown, { headers }: { headers: Record<string, unknown> }) => {
      keys.push(headers['x-api-key'], headers['cookie']);
      return {};
    };
    const cancel = '/api/v1/jobs/job-1/cancel';
    const { page, address, asked } = await visitWith({ ...ANSWERS, [`POST ${cancel}`]: note as never });
    await page.getByRole('heading', { name: 'Your recordings' }).waitFor();
    expect(asked.length).toBeGreaterThan(0);
    const api = new URL('.', address).href.slice(0, -1);
    const site = await html(`<form method="post" action="${api}${cancel}"><button>Win</button></form>`);
    await page.goto(site);
    // A form, a request that needs no leave, and one that would bring a key
    await page.evaluate(`fetch('${api}${cancel}', { method: 'POST', credentials: 'include', mode: 'no-cors' })`);
    const withKey = `fetch('${api}/api/v1/jobs', { headers: { 'X-API-Key': '${KEY}' } }).then(() => 'answered', () => 'refused')`;
    asked.length = 0;
    expect(await page.evaluate(withKey)).toBe('refused');
    expect(asked.filter(({ method }) => method === 'GET')).toEqual([]);
    await page.getByRole('button', { name: 'Win' }).click();
    await expect.poll(() => keys.length).toBe(4);
    expect(keys.every((one) => one === undefined)).toBe(true);
    expect(await page.context().cookies()).toEqual([]);
  });
});
