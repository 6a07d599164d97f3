/** What is understood of a real speaker. Texts count here, never times. */
import { expect, inject, it } from 'vitest';
import { assess, errorPercent } from '../../bench/speech/assessment.ts';
import { textOf } from '../../bench/speech/engine.ts';
import type { Sentence } from '../../bench/speech/recordings.ts';
import { betterOfStock, stockFigures, versionsOfText } from '../../bench/speech/stock-figures.ts';
import { describeWith } from '../support/needs.ts';
import { ELSEWHERE, EVERYTHING, heard, IN_WORDS, REPEATED, SPEECH_NEEDS } from './heard.ts';

/** In points of percent: how far behind the better of stock’s two modes is as good as it. */
const AS_GOOD = 0.3;
/** What the rounding of one more processor may change: 14.1 to 17.4 % of ru-noise are wrong, 2.8 to 3.1 of en-long, by six that were tried. */
const rounding = (percent: number) => Math.max(0.5, percent / 10);

const overlaps = (one: Pick<Sentence, 'start' | 'end'>, other: Pick<Sentence, 'start' | 'end'>) =>
  one.start < other.end && other.start < one.end;

function assessed(name: string) {
  const { recording, segments } = heard(name);
  return assess(recording.sentences, textOf({ segments }));
}

describeWith(...SPEECH_NEEDS)('a real speaker, with whisper-base', () => {
  it('is compared with what the same libraries made of the same recordings', () => {
    expect(
      stockFigures().versions,
      'npm run bench -- speech --languages en es ru --record measures stock anew',
    ).toEqual(versionsOfText(inject('versions')));
  });

  it.each(IN_WORDS)('%s has about as few wrong words as the better of stock’s two modes', (name) => {
    const better = betterOfStock(stockFigures(), name);
    expect(better, 'stock’s figures').toBeLessThan(Number.POSITIVE_INFINITY);
    expect(errorPercent(assessed(name))).toBeLessThanOrEqual(better + AS_GOOD + rounding(better));
  });

  it.each(REPEATED)('%s has each of the four times that the sentence is said, and no fifth', (name) => {
    const { lost, said, heard: words } = assessed(name);
    expect(lost).toEqual([]);
    expect(words).toBeLessThanOrEqual(1.2 * said);
  });

  it.each(ELSEWHERE)('%s has every sentence, and nothing of it is called doubtful', (name) => {
    expect(assessed(name).lost).toEqual([]);
    expect(heard(name).done.warnings).toEqual([]);
  });

  it('music gives no words, or such as are called doubtful', () => {
    const { segments, done } = heard('music-only');
    const codes = done.warnings.map(({ code }) => code);
    if (segments.length > 0) expect(codes).toContain('doubtful_text');
  });

  it.each(EVERYTHING)('%s: a sentence without words is said to be missing', (name) => {
    const { quality, warnings } = heard(name).done;
    const told = [...quality.gaps, ...quality.removed_segments];
    const isDoubted = warnings.some(({ code }) => code === 'doubtful_text');
    const silently = assessed(name).lost.filter((sentence) => !told.some((place) => overlaps(place, sentence)));
    if (!isDoubted) expect(silently).toEqual([]);
  });

  it.each(EVERYTHING)('%s: no more speech has words than there is', (name) => {
    const { speech_seconds, quality } = heard(name).done;
    expect(quality.speech_seconds).toBe(speech_seconds);
    expect(quality.transcribed_seconds).toBeLessThanOrEqual(speech_seconds);
    if (quality.gaps.length > 0) expect(quality.transcribed_seconds).toBeLessThan(speech_seconds);
  });
});
