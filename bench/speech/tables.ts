/** What was read, as tables. */
import { median } from '../figures.ts';
import { tableOf } from '../table.ts';
import { errorPercent, type JudgedWord } from './assessment.ts';
import { STOCK_MODES } from './stock.ts';
import { stockName, type Turn } from './turns.ts';

const HEADINGS = [
  'recording',
  'reader',
  'word errors',
  'sentences lost',
  'time',
  ...STOCK_MODES.map((mode) => `faster than ${stockName(mode)}`),
  'first text',
  'longest segment',
  'gaps',
  'warnings',
];

/** A line for each recording and reader: medians over the rounds, ratios of times of the same round, texts of the last. */
export function readingsTable(rounds: readonly (readonly Turn[])[]): string {
  return tableOf(
    HEADINGS,
    (rounds.at(-1) ?? []).map((turn) => cells(turn, rounds)),
  );
}

function cells(turn: Turn, rounds: readonly (readonly Turn[])[]): string[] {
  const { recording, reader, assessment, longestSegmentSeconds, done } = turn;
  const isOf = (name: string) => (one: Turn) => one.recording.name === recording.name && one.reader === name;
  const own = rounds.flatMap((turns) => turns.filter(isOf(reader)));
  const seconds = (of: (one: Turn) => number) => `${median(own.map(of)).toFixed(1)} s`;
  const ratio = (name: string) => {
    const ratios = own.map((one, round) => (rounds[round]?.find(isOf(name))?.seconds ?? Number.NaN) / one.seconds);
    return reader === name || ratios.some(Number.isNaN) ? '' : `${median(ratios).toFixed(2)} ×`;
  };
  return [
    recording.name,
    reader,
    assessment.said === 0 ? `${assessment.heard} words` : `${errorPercent(assessment).toFixed(1)} %`,
    assessment.said === 0 ? '' : `${assessment.lost.length} of ${recording.sentences.length}`,
    seconds((one) => one.seconds),
    ...STOCK_MODES.map((mode) => ratio(stockName(mode))),
    seconds((one) => one.firstSeconds),
    `${longestSegmentSeconds.toFixed(1)} s`,
    done ? String(done.quality.gaps.length) : '',
    done?.warnings.map(({ code }) => code).join(', ') ?? '',
  ];
}

const LEVELS = [
  { name: 'below 0.5', holds: (p: number) => p < 0.5, goal: 'at least 50 %' },
  { name: '0.5 to 0.9', holds: (p: number) => p >= 0.5 && p <= 0.9, goal: '' },
  { name: 'above 0.9', holds: (p: number) => p > 0.9, goal: 'at most 5 %' },
];

/** How many of the words that the engine was so sure of are wrong. */
export function calibrationTable(words: readonly JudgedWord[]): string {
  const rows = LEVELS.map(({ name, holds, goal }) => {
    const those = words.filter(({ probability }) => holds(probability));
    const wrong = those.filter(({ isWrong }) => isWrong).length;
    const share = those.length === 0 ? '' : `${((100 * wrong) / those.length).toFixed(1)} %`;
    return [name, String(those.length), String(wrong), share, goal];
  });
  return tableOf(['probability', 'words', 'wrong', 'share', 'goal'], rows);
}
