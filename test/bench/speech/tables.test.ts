import { expect, it } from 'vitest';
import { calibrationTable, readingsTable } from '../../../bench/speech/tables.ts';
import type { Turn } from '../../../bench/speech/turns.ts';

const sentences = [{ start: 0, end: 2, text: 'please hold the line' }];
const turn = (reader: string, seconds: number, wrong: number): Turn => ({
  recording: { name: 'en-long', audio: 'en-long.wav', sentences },
  reader,
  seconds,
  firstSeconds: seconds / 10,
  longestSegmentSeconds: 4,
  assessment: { wrong, said: 4, heard: 4, lost: wrong > 2 ? sentences : [] },
  text: '',
});
const cellsOf = (table: string) =>
  table.split('\n').map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

it('compares times of one round with each other, and gives the middle of the rounds', () => {
  const round = (ours: number, sequential: number, batched: number) => [
    turn('engine balanced', ours, 1),
    turn('stock sequential', sequential, 4),
    turn('stock batched', batched, 0),
  ];
  const [headings, , ...rows] = cellsOf(readingsTable([round(10, 20, 15), round(30, 90, 30), round(20, 80, 22)]));
  expect(headings?.slice(2, 7)).toEqual([
    'word errors',
    'sentences lost',
    'time',
    'faster than stock sequential',
    'faster than stock batched',
  ]);
  expect(rows.map((row) => row.slice(1, 8))).toEqual([
    ['engine balanced', '25.0 %', '0 of 1', '20.0 s', '3.00 ×', '1.10 ×', '2.0 s'],
    ['stock sequential', '100.0 %', '1 of 1', '80.0 s', '', '0.33 ×', '8.0 s'],
    ['stock batched', '0.0 %', '0 of 1', '22.0 s', '3.00 ×', '', '2.2 s'],
  ]);
});

it('says how many words are wrong of those that it was unsure and sure of', () => {
  const words = [0.2, 0.49, 0.5, 0.9, 0.95, 1].map((probability, at) => ({ probability, isWrong: at % 2 === 0 }));
  const [, , ...rows] = cellsOf(calibrationTable(words));
  expect(rows.map((row) => row.slice(0, 4))).toEqual([
    ['below 0.5', '2', '1', '50.0 %'],
    ['0.5 to 0.9', '2', '1', '50.0 %'],
    ['above 0.9', '2', '1', '50.0 %'],
  ]);
  expect(cellsOf(calibrationTable([])).slice(2)[0]).toEqual(['below 0.5', '0', '0', '', 'at least 50 %']);
});
