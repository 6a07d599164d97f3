/** What people do to their recordings on the page, and what it keeps to itself. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { controlsOf } from '../../local/controls.ts';
import { describeWith } from '../support/needs.ts';
import { choose, enterKey, LONG, startBrowser, visit } from './support/browser.ts';
import { call, fixture, stack, uniqueName } from './support/client.ts';
import { noWorkerRuns, withReconcile } from './support/faults.ts';
import { withEngineHeld } from './support/machines.ts';

const controls = controlsOf(stack);
const SPEECH = fixture('en-short.wav');
const speech = (name: string, buffer = SPEECH) => ({ name, mimeType: 'audio/wav', buffer });
/** Longer than one part: silence behind the speech, which is heard in no time. */
const MANY_PARTS = Buffer.concat([SPEECH, Buffer.alloc(20 * 1024 ** 2)]);

const rowOf = (page: Page, name: string) => page.locator('li.job').filter({ hasText: name });

describeWith('chromium-headless-shell')('recordings on the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => controls.clearFaults());

  it('go on by themselves after a lost connection, with what was not sent yet', async () => {
    const { page } = await visit(browser);
    const name = uniqueName('long.wav');
    await enterKey(page);
    // Given a connection that is lost once the first part is through
    const sent: string[] = [];
    await page.route(`${stack.endpoint_url}/${stack.bucket}/**`, async (route) => {
      const part = new URL(route.request().url()).searchParams.get('partNumber') ?? '';
      if (part === '2' && !sent.includes('lost')) {
        sent.push('lost');
        return route.abort('connectionfailed');
      }
      sent.push(part);
      return route.continue();
    });
    // When
    await choose(page, speech(name, MANY_PARTS));
    await page.getByText('The connection is lost').waitFor();
    await rowOf(page, name).getByText('done', { exact: true }).waitFor(LONG);
    // Then
    expect(sent.filter((part) => part !== 'lost').sort()).toEqual(['1', '2']);
    await page.context().close();
  });

  it('are cancelled, tried again and deleted, the last with time to think again', async () => {
    const { page } = await visit(browser);
    const name = uniqueName('second-thoughts.wav');
    await enterKey(page);
    // Given no worker for as long as it takes to think
    await noWorkerRuns();
    await controls.injectFault({ code: 'InsufficientInstanceCapacity', times: 1_000 });
    await choose(page, speech(name));
    const row = rowOf(page, name);
    await row.getByRole('button', { name: /^Cancel/ }).click();
    await row.getByText('cancelled', { exact: true }).waitFor();
    await controls.clearFaults();
    await row.getByRole('button', { name: /^Try again/ }).click();
    await withReconcile('a machine', async () => (await row.getByText('done', { exact: true }).count()) || undefined);
    const { body } = await call('GET', `/api/v1/jobs?file_name=${name}&status=cancelled`);
    const [{ job_id }] = body.jobs;
    // Deleted, and taken back
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).waitFor();
    await page.getByRole('searchbox').fill(name);
    await expect.poll(() => page.locator('li.job').count()).toBe(2);
    const cancelled = row.filter({ has: page.getByText('cancelled', { exact: true }) });
    await cancelled.getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await cancelled.waitFor();
    expect((await call('GET', `/api/v1/jobs/${job_id}`)).status).toBe(200);
    // And deleted
    await cancelled.getByRole('checkbox').check();
    await page.locator('.bulk').getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => page.locator('li.job').count()).toBe(1);
    const goneFor = () => call('GET', `/api/v1/jobs/${job_id}`).then(({ status }) => status);
    await expect.poll(goneFor, { timeout: 30_000 }).toBe(404);
    await page.context().close();
  });

  it('are read while they are still being heard, by whoever opens them then', async () => {
    const { page, complaints } = await visit(browser);
    const name = uniqueName('long.mp3');
    const buffer = Buffer.concat(Array.from({ length: 4 }, () => fixture('en-medium.mp3')));
    await enterKey(page);
    await choose(page, { name, mimeType: 'audio/mpeg', buffer });
    await rowOf(page, name).getByText('being transcribed').waitFor(LONG);
    const { body } = await call('GET', `/api/v1/jobs?file_name=${name}`);
    await page.getByRole('link', { name }).click();
    const read = async () => (await page.locator('.live-text p').count()) > 1 || undefined;
    const cancel = async () => {
      await page.getByRole('heading', { name: 'Heard so far' }).waitFor(LONG);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page
        .getByText(/cancelled/i)
        .first()
        .waitFor();
    };
    await withEngineHeld(body.jobs[0].job_id, read, { act: cancel });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('with names full of markup are text', async () => {
    const { page, complaints } = await visit(browser);
    const name = `${uniqueName('')}<img src=x onerror=document.title=1>"'.wav`;
    await enterKey(page);
    await choose(page, speech(name));
    await rowOf(page, name).getByText('done', { exact: true }).waitFor(LONG);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).toBe('Transcription');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describeWith('chromium-headless-shell')('the key on the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it('goes to the API in a header, and nowhere else', async () => {
    const { page } = await visit(browser);
    const name = uniqueName('talk.wav');
    const elsewhere: string[] = [];
    const addresses: string[] = [];
    page.on('request', (request) => {
      addresses.push(request.url(), request.headers()['referer'] ?? '');
      const toApi = request.url().startsWith(`${stack.api_url}/api/`);
      if (!toApi && JSON.stringify(request.headers()).includes(stack.api_key)) elsewhere.push(request.url());
    });
    await enterKey(page);
    await choose(page, speech(name));
    await rowOf(page, name).getByText('done', { exact: true }).waitFor(LONG);
    expect(elsewhere).toEqual([]);
    expect(addresses.filter((address) => address.includes(stack.api_key))).toEqual([]);
    expect(addresses.some((address) => address.includes(`/${stack.bucket}`))).toBe(true);
    const kept = await page.evaluate('JSON.stringify([document.cookie, { ...localStorage }])');
    expect(kept).not.toContain(stack.api_key);
    await page.context().close();
  });

  it('takes all that was seen with it along when it is forgotten', async () => {
    const made = await call('POST', '/api/v1/keys', { name: 'next', tenant: uniqueName('next') });
    const { page } = await visit(browser);
    await enterKey(page);
    await page.locator('li.job').first().waitFor();
    await page.getByRole('button', { name: 'Forget key' }).click();
    await page.getByLabel('API key').fill(made.body.value);
    await page.getByRole('button', { name: 'Enter' }).click();
    await page.getByRole('heading', { name: 'Your recordings' }).waitFor();
    expect(await page.locator('li.job').count()).toBe(0);
    await page.getByText('There is nothing here yet').waitFor();
    await page.context().close();
  });

  it('is asked for again once it is shut out', async () => {
    const made = await call('POST', '/api/v1/keys', { name: 'visitor', tenant: uniqueName('visitor') });
    const { page } = await visit(browser);
    await enterKey(page, made.body.value);
    await page.getByText('There is nothing here yet').waitFor();
    await call('POST', `/api/v1/keys/${made.body.key_id}/disable`);
    await page.getByLabel('API key').waitFor();
    await page.context().close();
  });

  describe('of an operator', () => {
    it('shows the service, and makes keys that are let in', async () => {
      const { page } = await visit(browser);
      await enterKey(page);
      await page.getByRole('link', { name: 'Operation' }).click();
      await page.getByRole('heading', { name: 'Machines', exact: true }).waitFor();
      const tenant = uniqueName('newcomer');
      await page.getByText('Make a key').first().click();
      await page.getByLabel('Name').fill('made on the page');
      await page.getByRole('textbox', { name: 'Client' }).fill(tenant);
      await page.getByRole('button', { name: 'Make a key' }).click();
      const value = await page.locator('.new-key code').innerText();
      const answer = await call('GET', '/api/v1/usage', undefined, { 'x-api-key': value });
      expect(answer).toMatchObject({ status: 200, body: { tenant } });
      await page.context().close();
    });
  });
});
