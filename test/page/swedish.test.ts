/** The page in Swedish says nothing in English, and nothing as programs write it. */
import { describe, expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { dictionaries, leavesOf, patternOf } from '../web/support/dictionary.ts';
import { BUSY, SAID } from './support/busy-service.ts';
import { wordsForPrograms } from './support/described.ts';
import { stubApi } from './support/stub-api.ts';
import { textsOf } from './support/texts.ts';
import { VIEWS } from './support/views.ts';
import { visitServed } from './support/visit.ts';

const ISO_DATE = /\d{4}-\d{2}(-\d{2})?/;
/** Words that programs and Swedish share. */
const SHARED = ['internal', 'text'];

const read = await dictionaries();
const textsIn = (language: 'en' | 'sv') => read.flatMap((one) => leavesOf(one[language])).map(({ text }) => text);
const swedish = new Set(textsIn('sv'));
const english = [...new Set(textsIn('en'))].filter((text) => /[a-z]/i.test(text) && !swedish.has(text)).map(patternOf);
const forPrograms = wordsForPrograms()
  .filter((word) => !SHARED.includes(word))
  .map((word) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'i'));

/** A line of the page joins what it has to say of a thing. */
const partsOf = (text: string) => [text, ...text.split(/ · |, /)];

function faultsOf(text: string): string[] {
  const isEnglish = partsOf(text).some((part) => english.some((pattern) => pattern.test(part)));
  return [
    ...(ISO_DATE.test(text) ? [`a date as programs write it: ${text}`] : []),
    ...(isEnglish ? [`English: ${text}`] : []),
    ...(text.replaceAll(`”${SAID}”`, '').includes(SAID) ? [`not said to be the service's: ${text}`] : []),
    ...(forPrograms.some((word) => word.test(text)) ? [`a word for programs: ${text}`] : []),
  ];
}

describe('what is looked for', () => {
  it.each(['until 2026-01-01', 'failed', 'Your recordings', 'msg · on-demand · 3 attempts', `för att: ${SAID}`])(
    'is found in "%s"',
    (text) => {
      expect(faultsOf(text)).not.toEqual([]);
    },
  );
});

describeWith('chromium-headless-shell')('the page in Swedish', () => {
  it.each(VIEWS)('shows $name in Swedish alone', async ({ hash, scopes = ['client'], open }) => {
    const { page, complaints } = await visitServed(stubApi(BUSY), hash, { locale: 'sv-SE' }, scopes);
    await open(page);
    const texts = await textsOf(page);
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.flatMap(faultsOf)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
