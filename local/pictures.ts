/**
 * `npm run pictures`: docs/pictures, of each view of the page on the stack of a running `npm start`, with recordings of this
 * repository. Needs chromium-headless-shell.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { createTranscriptionClient, type EndedJob } from '../clients/typescript/index.ts';
import type { Outputs } from './outputs.ts';
import { PATHS } from './paths.ts';

const FOLDER = join(PATHS.root, 'docs/pictures');
const RECORDINGS = ['sv-short.m4a', 'en-medium.mp3'].map((name) => join(PATHS.root, 'test/fixtures/audio', name));
const WIDE = { width: 1100, height: 800 };
const NARROW = { width: 360, height: 740 };

const outputsFile = join(PATHS.state, 'outputs.json');
if (!existsSync(outputsFile)) {
  console.error(`no local stack runs (there is no ${outputsFile}); start one by npm start, then run this again`);
  process.exit(1);
}
const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Outputs;
mkdirSync(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: WIDE, locale: 'en-GB', reducedMotion: 'reduce' });
  await page.goto(`${outputs.api_url}/ui`);
  await picture(page, 'key');
  await page.getByLabel('API key').fill(outputs.api_key);
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByLabel('Choose files').setInputFiles(RECORDINGS);
  await page
    .locator('li.job')
    .nth(RECORDINGS.length - 1)
    .waitFor();
  const job = await newestDone();
  await page
    .locator('.state.completed')
    .nth(RECORDINGS.length - 1)
    .waitFor();
  await picture(page, 'recordings');
  await page.goto(`${outputs.api_url}/ui#/jobs/${job.job_id}`);
  await page.locator('audio').first().waitFor();
  await picture(page, 'transcript');
  await page.setViewportSize(NARROW);
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'transcript-narrow-dark');
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(`${outputs.api_url}/ui#/operate`);
  await page.getByRole('heading', { name: 'Machines', exact: true }).waitFor();
  await picture(page, 'operation');
} finally {
  await browser.close();
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
}

async function newestDone(): Promise<EndedJob> {
  const client = createTranscriptionClient({ endpoint: outputs.api_url, apiKey: outputs.api_key });
  const { data } = await client.GET('/api/v1/jobs', { params: { query: { limit: 1 } } });
  const [job] = data.jobs;
  if (!job) throw new Error('the list has no job, expected those of the recordings that were chosen');
  return client.waitForJob(job.job_id, { signal: AbortSignal.timeout(300_000) });
}
