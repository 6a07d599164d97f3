/** A transcript against what was said. */
import type { Segment, Word } from '../../core/contracts/engine-protocol.ts';
import { align, type Pair } from './alignment.ts';
import type { Sentence } from './recordings.ts';
import { tokensOf } from './tokens.ts';

export type Assessment = {
  /** Words changed, left out and put in. */
  wrong: number;
  /** Words that were said. */
  said: number;
  heard: number;
  /** Sentences of which at least half of the words were left out. */
  lost: Sentence[];
};

export type JudgedWord = { probability: number; isWrong: boolean };

export function assess(sentences: readonly Sentence[], text: string): Assessment {
  const said = sentences.flatMap((sentence) => tokensOf(sentence.text).map((token) => ({ token, sentence })));
  const heard = tokensOf(text);
  const pairs = align(
    said.map(({ token }) => token),
    heard,
  );
  const missing = leftOut(pairs).map((place) => said[place]?.sentence);
  const lost = sentences.filter((sentence) => {
    const words = said.filter((one) => one.sentence === sentence).length;
    return missing.filter((one) => one === sentence).length * 2 >= words;
  });
  return { wrong: pairs.filter(({ isRight }) => !isRight).length, said: said.length, heard: heard.length, lost };
}

/** Of the words that were heard, which are wrong: changed or put in. */
export function judgedWords(sentences: readonly Sentence[], segments: readonly Segment[]): JudgedWord[] {
  const words = segments.flatMap((segment) => segment.words);
  const heard = words.flatMap((word) => tokensOf(word.word).map((token) => ({ token, word })));
  const said = sentences.flatMap(({ text }) => tokensOf(text));
  const pairs = align(
    said,
    heard.map(({ token }) => token),
  );
  const wrong = new Set<Word | undefined>(
    pairs.flatMap(({ heard: place, isRight }) => (place === undefined || isRight ? [] : [heard[place]?.word])),
  );
  const spoken = new Set(heard.map(({ word }) => word));
  return [...spoken].map((word) => ({ probability: word.probability, isWrong: wrong.has(word) }));
}

/** In percent of the words that were said; 0 where nobody speaks. */
export function errorPercent({ wrong, said }: Pick<Assessment, 'wrong' | 'said'>): number {
  return said === 0 ? 0 : (100 * wrong) / said;
}

/** Of a text without sentences of its own. */
export function wordErrorRate(reference: string, text: string): number {
  return errorPercent(assess([{ start: 0, end: 0, text: reference }], text));
}

const leftOut = (pairs: readonly Pair[]) =>
  pairs.flatMap(({ said, heard }) => (said !== undefined && heard === undefined ? [said] : []));
