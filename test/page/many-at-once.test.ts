/** Many recordings at once, of which the service refuses one. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { ANSWERS } from './support/recording.ts';
import { type Answers, answer } from './support/stub-api.ts';
import { visitWith } from './support/visit.ts';

const NAMES = ['a', 'b', 'c'];
const WHY = 'it was changed by somebody else';
const REFUSED = answer(409, { status: 409, code: 'changed_meanwhile', detail: WHY, errors: [] });

const job = (name: string, status: string) => ({
  job_id: name,
  status,
  created_at: '2026-01-01T10:00:00Z',
  updated_at: '2026-01-01T10:05:00Z',
  file: { name: `${name}.wav` },
  progress: null,
  error: null,
});

/** @param method and `what` of the action, which is refused of b alone */
function givenThree(status: string, method: string, what: string): Answers {
  const answers = NAMES.map((name) => [
    `${method} /api/v1/jobs/${name}${what}`,
    name === 'b' ? REFUSED : answer(202, {}),
  ]);
  return {
    ...ANSWERS,
    ...Object.fromEntries(answers),
    'GET /api/v1/jobs': { jobs: NAMES.map((name) => job(name, status)), next_cursor: null },
  };
}

async function doToAll(page: Page, action: string): Promise<void> {
  await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
  await page.locator('.bulk').getByRole('button', { name: action }).click();
}

describeWith('chromium-headless-shell')('many recordings at once, one of which is refused', () => {
  it.each([
    ['Cancel', 'processing', '/cancel', '2 cancelled.'],
    ['Try again', 'failed', '/retry', '2 are tried again.'],
  ])('%s: the others are done, and it is said which was not, and why', async (action, status, what, done) => {
    const { page, asked } = await visitWith(givenThree(status, 'POST', what));
    await doToAll(page, action);
    await page.getByText(done).waitFor();
    await page.getByText(`Not done for b.wav: ${WHY}`).waitFor();
    const acted = asked.filter(({ method }) => method === 'POST').map(({ path }) => path);
    expect(acted.filter((path) => path.endsWith(what))).toEqual(NAMES.map((name) => `/api/v1/jobs/${name}${what}`));
  });

  it('Delete: the others are gone, and it comes back into the list', async () => {
    const { page, asked } = await visitWith(givenThree('completed', 'DELETE', ''));
    await page.locator('li.job').first().waitFor();
    await page.clock.install();
    await doToAll(page, 'Delete');
    await page.getByText('3 recordings are being deleted.').waitFor();
    expect(await page.locator('li.job').count()).toBe(0);
    expect(asked.filter(({ method }) => method === 'DELETE')).toEqual([]);
    await page.clock.fastForward(8000);
    await page.getByText(`Not done for b.wav: ${WHY}`).waitFor();
    await expect.poll(() => page.locator('li.job .name').allInnerTexts()).toEqual(['b.wav']);
    expect(asked.filter(({ method }) => method === 'DELETE')).toHaveLength(3);
  });

  it('Delete: who leaves the page before it cannot be undone any more has deleted them all', async () => {
    const { page, asked } = await visitWith(givenThree('completed', 'DELETE', ''));
    await page.locator('li.job').first().waitFor();
    await page.clock.install();
    await doToAll(page, 'Delete');
    await page.getByText('3 recordings are being deleted.').waitFor();
    await page.goto('about:blank');
    await expect.poll(() => asked.filter(({ method }) => method === 'DELETE').length).toBe(3);
  });
});
