/** The page in a real browser, as people use it; whatever the browser complains of is kept. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { stack } from './client.ts';

export const PAGE = `${stack.api_url}/ui`;
/** For what waits for a transcript; the rest is there in a moment. */
export const LONG = { timeout: 240_000 };

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    // A container lets it make no sandbox of its own, and it sees nothing but our page.
    args: ['--no-sandbox'],
  });
}

export type Visit = { page: Page; complaints: string[] };

/** A new visitor, in English. Refused policies and errors of scripts are complaints. */
export async function visit(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1200, height: 900 }, ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}

export async function enterKey(page: Page, key = stack.api_key): Promise<void> {
  await page.goto(PAGE);
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Enter' }).click();
}

export type File = { name: string; mimeType: string; buffer: Buffer };

/** As the button does it that opens the browser's own dialogue. */
export async function choose(page: Page, ...files: File[]): Promise<void> {
  await page.getByLabel('Choose files').setInputFiles(files);
}
