/** Every view of the page, brought to where it shows all that it has, whatever its language is. */
import type { Page } from 'playwright-core';
import { ERROR_CODES } from './busy-service.ts';
import { JOB } from './recording.ts';

type View = {
  name: string;
  hash: string;
  scopes?: readonly string[];
  /** Until all is there. */
  open: (page: Page) => Promise<void>;
};

const AUDIO = { name: 'intervju.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(100) };
const PAPER = { name: 'anteckning.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(100) };

const unfold = (page: Page) =>
  page.evaluate(`for (const one of document.querySelectorAll('details:not([name])')) one.open = true`);

async function openUpload(page: Page): Promise<void> {
  await page.locator('li.job').first().waitFor();
  await unfold(page);
  const links = page.locator('form:has(#links-hint)');
  await links.locator('textarea').fill('https://example.com/tal.mp3');
  await links.locator('button').click();
  await page.locator('#links-problem:not(:empty)').waitFor();
  await page.locator('input[type=file]').first().setInputFiles([AUDIO, PAPER]);
  await page.locator('.sending .problem').waitFor();
  await page.locator('.notice').first().waitFor();
}

/** The menus of a transcript fold one another. */
const openMenu = (at: number) => async (page: Page) => {
  await page.locator('audio').waitFor();
  await page.locator('details.menu summary').nth(at).click();
};

async function editLine(page: Page): Promise<void> {
  await page.locator('button.edit').first().click();
  await page.locator('.line.editing textarea').fill('Rättad rad.');
  await page.keyboard.press('Control+Enter');
  await page.locator('.save-bar').waitFor();
  await page.locator('button.edit').nth(1).click();
  await page.locator('.line.editing').waitFor();
}

async function openOperation(page: Page): Promise<void> {
  await page.locator('.numbers').waitFor();
  await page.locator('.look-up input').fill(JOB);
  await page.locator('.look-up button').click();
  await page.locator('section[aria-labelledby=webhooks] li').first().waitFor();
  await page.locator('td.actions button').first().click();
  await unfold(page);
  const form = page.locator('form:has(#tenant-hint)');
  await form.locator('input').nth(0).fill('ny');
  await form.locator('input').nth(1).fill('klient');
  await form.locator('button').click();
  await page.locator('.new-key').waitFor();
}

const openState = (page: Page) => page.locator('.job-state').waitFor();

export const VIEWS: readonly View[] = [
  { name: 'the key', hash: '#/', scopes: [], open: (page) => page.locator('.enter-key').waitFor() },
  { name: 'uploads and the list', hash: '#/', open: openUpload },
  { name: 'a job without its file', hash: '#/jobs/waits', open: openState },
  { name: 'a job in the queue', hash: '#/jobs/queued', open: openState },
  { name: 'a job that is held', hash: '#/jobs/held-13', open: openState },
  { name: 'a job at work', hash: '#/jobs/at-work', open: (page) => page.locator('.live-text p').waitFor() },
  { name: 'a job that was cancelled', hash: '#/jobs/stopped', open: openState },
  ...ERROR_CODES.map((code, at) => ({
    name: `a job that failed: ${code}`,
    hash: `#/jobs/failed-${at}`,
    open: openState,
  })),
  { name: 'a transcript that is corrected', hash: `#/jobs/${JOB}`, open: editLine },
  { name: 'exports', hash: `#/jobs/${JOB}`, open: openMenu(0) },
  { name: 'versions', hash: `#/jobs/${JOB}`, open: openMenu(1) },
  { name: 'speakers', hash: `#/jobs/${JOB}`, open: openMenu(2) },
  { name: 'keys of the keyboard', hash: `#/jobs/${JOB}`, open: openMenu(3) },
  { name: 'operation', hash: '#/operate', scopes: ['client', 'operator'], open: openOperation },
];
