import { expect, it } from 'vitest';
import { columns } from '../../../core/transcript/columns.ts';
import { unbrokenParts } from '../../../core/transcript/unbroken.ts';

it.each([
  ["Suivi d'asterisques, c'est-à-dire", ['Suivi', "d'asterisques,", "c'est-à-dire"]],
  ['Oui ! « Non » : 20 %', ['Oui !', '« Non » :', '20 %']],
  ['! ! ! ... ...', ['!', '!', '!', '...', '...']],
  ['晴れ。「はい、」と', ['晴れ。', '「はい、」', 'と']],
  ['2024年のiPhone', ['2024年', 'の', 'iPhone']],
  ['สวัสดีครับ ดีมากๆ', ['สวัสดี', 'ครับ', 'ดี', 'มากๆ']],
  ['مرحبا بالعالم، كيف', ['مرحبا', 'بالعالم،', 'كيف']],
  ['👍🏽👨‍👩‍👧🇸🇪', ['👍🏽', '👨‍👩‍👧', '🇸🇪']],
  ['안녕하세요 세계', ['안녕하세요', '세계']],
])('%s is cut where it may be', (text, parts) => {
  expect(unbrokenParts(text).map((part) => part.text)).toEqual(parts);
});

it.each([
  ['abc', 3],
  ['åé', 2],
  ['e\u0301', 1],
  ['日本', 4],
  ['ｶﾅ', 2],
  ['ＡＢ', 4],
  ['\u1112\u1161\u11ab', 2],
  ['น้ำ', 2],
  ['مُحَمَّد', 4],
  ['👨‍👩‍👧', 2],
  ['❤️', 2],
  ['𠮷', 2],
])('%s takes %d columns', (text, width) => {
  expect(columns(text)).toBe(width);
});
