import { describe, expect, it } from 'vitest';
import { realignedWords } from '../../../core/transcript/realign.ts';

const word = (text: string, start: number, end: number) => ({ word: text, start, end, probability: 0.5 });
const edited = (text: string, start: number, end: number) => ({ word: text, start, end, edited: true });
const heard = {
  text: 'The rapport is dew today.',
  start: 1,
  end: 6,
  words: [
    word('The', 1, 1.2),
    word('rapport', 1.2, 2),
    word('is', 2.4, 2.6),
    word('dew', 2.6, 3),
    word('today.', 3, 4),
  ],
};
const [the, rapport, is, dew, today] = heard.words;

describe('words of an edited text', () => {
  it.each([
    [
      'another word takes the place of one',
      'The report is dew today.',
      [the, edited('report', 1.2, 2), is, dew, today],
    ],
    [
      'several take the place of one, each as much as it is long',
      'The re port is dew today.',
      [the, edited('re', 1.2, 1.467), edited('port', 1.467, 2), is, dew, today],
    ],
    ['one takes the place of several', 'The rapport is Monday.', [the, rapport, is, edited('Monday.', 2.6, 4)]],
    [
      'one is put into a pause',
      'The rapport really is dew today.',
      [the, rapport, edited('really', 2, 2.4), is, dew, today],
    ],
    ['one is put before all', 'So The rapport is dew today.', [edited('So', 1, 1), the, rapport, is, dew, today]],
    ['one is put behind all', `${heard.text} Yes.`, [...heard.words, edited('Yes.', 4, 6)]],
    ['one goes', 'The rapport is today.', [the, rapport, is, today]],
    ['all go', '', []],
    ['all are others', 'Nobody knows', [edited('Nobody', 1, 2.636), edited('knows', 2.636, 4)]],
    ['spaces alone are others', 'The  rapport is   dew today.', heard.words],
  ])('%s', (_what, text, words) => {
    expect(realignedWords(heard, text)).toEqual(words);
  });

  it('are spread over the segment where those before do not add up to its text', () => {
    const words = [word('Something', 1, 2), word('else', 2, 3)];
    expect(realignedWords({ ...heard, words }, 'The report')).toEqual([
      edited('The', 1, 2.667),
      edited('report', 2.667, 6),
    ]);
  });

  it('stay inside a segment whose words the engine put outside', () => {
    const words = [word('The', 0, 0.5), word('end.', 7, 8)];
    expect(realignedWords({ text: 'The end.', start: 1, end: 6, words }, 'A stop.')).toEqual([
      edited('A', 1, 1.833),
      edited('stop.', 1.833, 6),
    ]);
  });

  it('are found by character in a script without spaces', () => {
    const words = [word('今日', 0, 1), word('は', 1, 1.2), word('晴れ', 1.2, 2), word('です', 2, 3), word('。', 3, 3)];
    const segment = { text: '今日は晴れです。', start: 0, end: 3, words };
    expect(realignedWords(segment, '今日は雨です。')).toEqual([
      ...words.slice(0, 2),
      edited('雨', 1.2, 2),
      ...words.slice(3),
    ]);
  });

  it('are two where a space was put into one', () => {
    const segment = { text: '今日は', start: 0, end: 2, words: [word('今日', 0, 1), word('は', 1, 2)] };
    expect(realignedWords(segment, '今 日は')).toEqual([edited('今', 0, 0.5), edited('日', 0.5, 1), segment.words[1]]);
  });

  it('are all new where more than some hundred were changed, as to find the few that stayed would take long', () => {
    const sayings = (name: string, count: number) => `${Array(count).fill(name).join(' ')} same`;
    const stayed = (count: number) => {
      const text = sayings('a', count);
      const words = text.split(' ').map((one, at) => word(one, at, at + 1));
      const all = realignedWords({ text, start: 0, end: 1000, words }, sayings('b', count));
      return all.filter((one) => !one.edited).map((one) => one.word);
    };
    expect([stayed(190), stayed(210)]).toEqual([['same'], []]);
  });
});
