/** A visitor of the built page in a real browser, whose API is stubbed. */
import type { RequestListener } from 'node:http';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { servePage } from '../../../bench/support/page-server.ts';
import type { Answers, Asked } from './stub-api.ts';
import { stubApi } from './stub-api.ts';

export const KEY = 'a-key';

type Options = Parameters<Browser['newContext']>[0];
export type Visit = { page: Page; address: string; complaints: string[] };

/** Opened at the view; the key is kept already. All of it is gone when the test is. */
export async function visitWith(
  answers: Answers,
  view = '#/',
  options: Options = {},
): Promise<Visit & { asked: Asked[] }> {
  const asked: Asked[] = [];
  return { asked, ...(await visitServed(stubApi(answers, asked), view, options)) };
}

/**
 * @param scopes of the key that is kept; without one nobody is signed in
 * @param upgrade takes sockets
 */
export async function visitServed(
  api: RequestListener,
  view: string,
  options: Options = {},
  scopes: readonly string[] = ['client'],
  upgrade?: Parameters<typeof servePage>[1],
): Promise<Visit> {
  const server = await servePage(api, upgrade);
  onTestFinished(server.close);
  const browser = await startBrowser();
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1200, height: 900 }, ...options });
  const kept = JSON.stringify(JSON.stringify({ key: KEY, scopes }));
  if (scopes.length > 0) await context.addInitScript(`sessionStorage.setItem('session', ${kept})`);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${server.page}${view}`);
  return { page, address: server.page, complaints };
}

export async function startBrowser(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  onTestFinished(() => browser.close());
  return browser;
}

export const currentTime = (page: Page): Promise<number> =>
  page.evaluate(`document.querySelector('audio').currentTime`);
