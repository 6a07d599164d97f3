/** The page on a transcript of ten hours: how soon its text is seen, and what holds the reader up. */
import type { Page } from 'playwright-core';
import { ensureBundles } from '../../local/deploy/build.ts';
import { type Figure, type Findings, figure } from '../figures.ts';
import { type Bench, rounds, type Section } from '../section.ts';
import { HOURS, SEGMENTS, WORDS } from '../support/long-recording.ts';
import {
  addressOf,
  inTime,
  type LongPage,
  longestTask,
  newPage,
  openLongPage,
  settled,
  until,
} from '../support/page-of-long-recording.ts';

/** People take less for at once; and they notice a scroll that stands still for longer. */
const [FIRST_TEXT_MS, TASK_MS] = [300, 100];

export const page: Section = {
  name: 'page',
  about: `the page on ${HOURS} hours, ${WORDS} words: from the data to the first text seen, and its longest tasks in Chromium`,
  run: measure,
};

const PLAYED_MS = 5000;

type Round = { firstText: number; bare: number; tasks: Record<string, number> };

async function measure(bench: Bench): Promise<Findings> {
  await ensureBundles(bench.progress, bench.signal);
  const opened = await openLongPage();
  const close = () => opened.browser.close();
  bench.signal.addEventListener('abort', close, { once: true });
  const all: Round[] = [];
  try {
    await rounds(
      bench,
      bench.runs,
      'opening, scrolling, seeking, searching',
      async () => void all.push(await round(opened)),
    );
  } finally {
    bench.signal.removeEventListener('abort', close);
    await opened.browser.close();
    await opened.server.close();
  }
  return { figures: figuresOf(all), notes: ['Tasks below 50 ms are not told by browsers, and stand here as 0.'] };
}

async function round({ browser, server }: LongPage): Promise<Round> {
  const page = await newPage(browser);
  try {
    let firstText = 0;
    const opening = await longestTask(page, async () => {
      await page.goto(addressOf(server));
      firstText = (await inTime(page.evaluate(FIRST_TEXT))) as number;
      await until(page, `document.getElementById('line-${SEGMENTS - 1}')`);
    });
    const tasks: Round['tasks'] = { 'opening it': opening };
    for (const [name, act] of Object.entries(ACTS)) tasks[name] = await longestTask(page, () => act(page));
    const bare = (await inTime(page.evaluate(BARE))) as number;
    return { firstText, bare, tasks };
  } finally {
    await page.close();
  }
}

/** Of the line that is seen first: from the end of the download to the frame that shows it. */
const FIRST_TEXT = `new Promise((done) => {
  const look = () => {
    const [data] = performance.getEntriesByName(location.origin + '/bucket/document.json');
    if (!data || !document.getElementById('line-0')) return void requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - data.responseEnd)));
  };
  look();
})`;

/** The peer: the same text as bare paragraphs, from the same data, drawn by the browser alone. */
const BARE = `fetch('/bucket/document.json').then((answer) => answer.text()).then((text) => {
  document.body.innerHTML = '';
  const begun = performance.now();
  const paragraphs = JSON.parse(text).transcript.segments.map(({ text }) => '<p>' + text + '</p>');
  document.body.innerHTML = paragraphs.join('');
  return new Promise((done) =>
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))),
  );
})`;

/** In this order; each begins where the one before left the page. */
const ACTS: Record<string, (page: Page) => Promise<void>> = {
  'scrolling all of it, a screen a step': (page) => scrollAll(page),
  'End and Home': async (page) => {
    for (const key of ['Home', 'End', 'Home', 'End', 'Home']) {
      await page.keyboard.press(key);
      await settled(page);
    }
  },
  'jumps, as by the scroll bar': async (page) => {
    for (const share of [0.5, 0.9, 0.1, 0.7, 0.3]) {
      await inTime(page.evaluate(`scrollTo(0, ${share} * document.documentElement.scrollHeight)`));
      await settled(page);
    }
  },
  'a click on a word, to hear it': async (page) => {
    await page.mouse.click(500, 600);
    await until(page, `document.querySelector('audio').currentTime > 0`);
  },
  'playing it at double speed': async (page) => {
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('>');
    await page.keyboard.press('k');
    // Two or three segments.
    await page.waitForTimeout(PLAYED_MS);
    await page.keyboard.press('k');
  },
  'searching for a word, letter by letter': async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('because', { delay: 100 });
    for (let hit = 0; hit < 5; hit += 1) {
      await page.keyboard.press('Enter');
      await settled(page);
    }
  },
};

/** By the wheel, as a reader does. */
async function scrollAll(page: Page): Promise<void> {
  await page.mouse.move(600, 600);
  const bottom = 'scrollY + innerHeight >= document.documentElement.scrollHeight - 1';
  while (!(await inTime(page.evaluate(bottom)))) {
    await page.mouse.wheel(0, 800);
    await inTime(page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'));
  }
}

function figuresOf(all: readonly Round[]): Figure[] {
  const bare = all.map((round) => round.bare);
  const acts = Object.keys(all[0]?.tasks ?? {});
  return [
    figure('peer: the text as bare paragraphs', 'ms', bare),
    figure(
      'from the data to the first text seen',
      'ms',
      all.map(({ firstText }) => firstText),
      {
        atMost: FIRST_TEXT_MS,
        peer: { name: 'bare paragraphs', values: bare },
      },
    ),
    ...acts.map((act) =>
      figure(
        `longest task: ${act}`,
        'ms',
        all.map(({ tasks }) => tasks[act] ?? 0),
        { atMost: TASK_MS },
      ),
    ),
  ];
}
