import { describe, expect, it } from 'vitest';
import { assess, errorPercent, judgedWords } from '../../../bench/speech/assessment.ts';
import { tokensOf } from '../../../bench/speech/tokens.ts';
import { makeSegment } from '../../support/memory/engine.ts';

const sentences = (...texts: string[]) => texts.map((text, at) => ({ start: 10 * at, end: 10 * at + 4, text }));
const textsOf = (all: { text: string }[]) => all.map(({ text }) => text);

describe('words that are compared', () => {
  it.each([
    ['That’s it, press ONE.', 'thats it press 1'],
    ['twenty-one or ninety', '21 or 90'],
    ['Call-Forward on', 'call forward on'],
    ['Hej på dig!', 'hej på dig'],
    ['extension 1234 costs 007', 'extension 1234 costs 007'],
    ['Número dos, ¿está ahí?', 'numero 2 esta ahi'],
    ['appuyez sur zéro', 'appuyez sur 0'],
    ['Нажмите три', 'нажмите 3'],
  ])('"%s" is "%s"', (one, other) => {
    expect(tokensOf(one)).toEqual(tokensOf(other));
  });

  it('are others where other words are', () => {
    expect(tokensOf('two')).not.toEqual(tokensOf('to'));
    expect(tokensOf('100 20')).toEqual(['100', 'twenty']);
    expect(tokensOf('får år año')).not.toEqual(tokensOf('far ar ano'));
    expect(tokensOf('мой ёж')).toEqual(['мой', 'ёж']);
  });
});

describe('a transcript against what was said', () => {
  it('counts words changed, left out and put in', () => {
    const assessment = assess(sentences('one two three four', 'five six'), 'one too three four er five');
    expect(assessment).toMatchObject({ wrong: 3, said: 6, heard: 6 });
    expect(errorPercent(assessment)).toBe(50);
  });

  it('has no errors in percent where nobody speaks', () => {
    expect(errorPercent(assess([], 'la la'))).toBe(0);
    expect(assess([], 'la la')).toMatchObject({ wrong: 2, heard: 2 });
  });

  it('names sentences that were left out, and not those of which words are wrong', () => {
    const said = sentences('the line is busy', 'please hold the line', 'good bye to you all');
    expect(textsOf(assess(said, 'The line is busy. Goodbye to you, all.').lost)).toEqual(['please hold the line']);
    expect(assess(said, 'A lion was bossy, police told a lime, would buy two ewe awl.').lost).toEqual([]);
  });

  it.each([0, 1, 2, 3, 4])('of a sentence said four times and heard %i times knows how many are missing', (times) => {
    const said = sentences(...Array.from({ length: 4 }, () => 'i have a caller waiting'));
    const heard = Array.from({ length: times }, () => 'I have a caller waiting.').join(' ');
    expect(assess(said, heard).lost).toEqual(said.slice(times));
    expect(assess(said, heard.replaceAll('caller', 'collar')).lost).toHaveLength(4 - times);
  });
});

it('each word that was heard is right or wrong, whatever it is compared by', () => {
  const words = [' Press', ' 21', ' now', ',', ' er', ' plaese.'].map((word, at) => ({
    word,
    start: at,
    end: at + 1,
    probability: at / 10,
  }));
  const judged = judgedWords(sentences('press twenty one now please'), [makeSegment({ words })]);
  expect(judged).toEqual([
    { probability: 0, isWrong: false },
    { probability: 0.1, isWrong: false },
    { probability: 0.2, isWrong: false },
    { probability: 0.4, isWrong: true },
    { probability: 0.5, isWrong: true },
  ]);
});
