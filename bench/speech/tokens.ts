/** Words as they are compared: neither case, punctuation nor the way in which a small number is written is a difference. */
export function tokensOf(text: string): string[] {
  const bare = text.toLowerCase().normalize('NFD').replaceAll(ACCENTS, '').normalize('NFC').replaceAll(/['’]/g, '');
  return (bare.match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? []).flatMap(spelled);
}

/** Acute and grave ones, which the texts of some speakers lack. */
const ACCENTS = /[\u0300\u0301]/g;
const ONES = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ');
/** Of the other languages that recordings are in, from zero on. */
const ONES_ELSEWHERE = [
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez',
  'zero un deux trois quatre cinq six sept huit neuf dix',
  'zero uno due tre quattro cinque sei sette otto nove dieci',
  'ноль один два три четыре пять шесть семь восемь девять десять',
];
const AS_IN_ENGLISH = new Map(
  ONES_ELSEWHERE.flatMap((ones) => ones.split(' ').map((word, number) => [word, ONES[number] ?? word])),
);
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** In English, below a hundred: longer ones are read aloud in several ways, and written with digits by everybody. */
function spelled(token: string): string[] {
  if (!/^(0|[1-9]\d?)$/.test(token)) return [AS_IN_ENGLISH.get(token) ?? token];
  const number = Number(token);
  const small = ONES[number];
  if (small) return [small];
  const [tens = '', ones = ''] = [TENS[Math.floor(number / 10)], ONES[number % 10]];
  return number % 10 === 0 ? [tens] : [tens, ones];
}
