/** The page on a recording of many hours, in a browser that tells of every task that held it up. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { HOURS, longDocument, sendSilence } from './long-recording.ts';
import { type PageServer, servePage } from './page-server.ts';

const JOB = 'long';
/** Far beyond what anything takes; what takes longer never comes. */
export const LIMIT_MS = 60_000;

export type LongPage = { browser: Browser; server: PageServer };

export async function openLongPage(): Promise<LongPage> {
  const document = JSON.stringify(longDocument(JOB));
  const server = await servePage(({ url = '', headers }, response) => {
    const { pathname } = new URL(url, 'http://x');
    if (pathname === '/bucket/audio.wav') return sendSilence(response, headers.range);
    if (pathname === '/bucket/document.json')
      return response.setHeader('content-type', 'application/json').end(document);
    const answer = ANSWERS[pathname]?.(`http://${headers.host}/bucket`);
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { status: 404, code: 'not_found', detail: pathname }));
  });
  const browser = await chromium
    .launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'], timeout: LIMIT_MS })
    .catch(async (error: unknown) => {
      await server.close();
      throw error;
    });
  return { browser, server };
}

const ANSWERS: Record<string, (bucket: string) => unknown> = {
  [`/api/v1/jobs/${JOB}`]: (bucket) => ({
    job_id: JOB,
    status: 'completed',
    file: { name: `${HOURS} hours.wav` },
    links: { audio: `${bucket}/audio.wav` },
  }),
  [`/api/v1/jobs/${JOB}/transcript`]: (bucket) => ({
    job_id: JOB,
    format: 'json',
    transcript: { truncated: true, url: `${bucket}/document.json` },
  }),
};

export const addressOf = ({ page }: PageServer): string => `${page}#/jobs/${JOB}`;

/** Kept by the page from its first moment on: tasks of more than 50 ms, which is what browsers call long. */
const TASKS = `
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
`;

export async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, locale: 'en-GB' });
  page.setDefaultTimeout(LIMIT_MS);
  await page.addInitScript(TASKS);
  await page.addInitScript(`sessionStorage.setItem('session', '{"key":"k","scopes":["client"]}')`);
  return page;
}

/** The longest task while something is done, in ms; 0 when none had 50. */
export async function longestTask(page: Page, act: () => Promise<void>): Promise<number> {
  await settled(page);
  await inTime(page.evaluate('window.longTasks = []'));
  await act();
  await settled(page);
  return (await inTime(page.evaluate('Math.max(0, ...window.longTasks)'))) as number;
}

/** Two frames and a pause: what was begun is drawn, and told of. */
export async function settled(page: Page): Promise<void> {
  await inTime(
    page.evaluate(`new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)));
  })`),
  );
}

/** Looked at frame by frame; the policy of the page forbids what playwright's own way of waiting does. */
export async function until(page: Page, isTrue: string): Promise<void> {
  await inTime(
    page.evaluate(`new Promise((done) => {
    const look = () => (${isTrue} ? done() : requestAnimationFrame(look));
    look();
  })`),
  );
}

/** The browser's answer, which has no limit of its own. */
export async function inTime<T>(asked: Promise<T>, limitMs = LIMIT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the browser did not answer within ${limitMs / 1000} s`)), limitMs);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
