import { expect, it } from 'vitest';
import { betterOfStock, type StockFigures } from '../../../bench/speech/stock-figures.ts';

const figures = (...talks: { sequential: number; batched: number }[]): StockFigures => ({
  model: 'whisper-base',
  versions: { faster_whisper: '1.2.1', ctranslate2: '4.8.5' },
  seed: 21,
  by_cpu: Object.fromEntries(
    talks.map((talk, place) => [`cpu ${place}`, { date: '2026-11-30', word_error_percent: { talk } }]),
  ),
});

it('of the two modes the one that is better on its worst processor is the measure', () => {
  const two = figures({ sequential: 21.5, batched: 15 }, { sequential: 17, batched: 17.4 });
  expect(betterOfStock(two, 'talk')).toBe(17.4);
  expect(betterOfStock(figures({ sequential: 3.9, batched: 4.1 }), 'talk')).toBe(3.9);
});

it('a recording that stock did not hear has no measure', () => {
  expect(betterOfStock(figures({ sequential: 1, batched: 1 }), 'another')).toBe(Number.POSITIVE_INFINITY);
});
