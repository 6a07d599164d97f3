/** The recording at a glance: for each stretch of time how much is spoken, how sure that is, and by whom. */
import type { Segment } from './transcript.ts';

export type Stretch = {
  /** 0 to 1 of its time. */
  speech: number;
  /** Undefined where nobody speaks, and where all was edited. */
  confidence: number | undefined;
  /** Who speaks most, if the transcript says. */
  speaker: string | undefined;
};

type Sum = { speech: number; sure: number; weighed: number; speakers: Map<string, number> };

export function stretchesOf(segments: readonly Segment[], duration: number, count: number): Stretch[] {
  const sums: Sum[] = Array.from({ length: count }, () => ({ speech: 0, sure: 0, weighed: 0, speakers: new Map() }));
  const length = duration / count;
  if (!(length > 0)) return [];
  const add = (start: number, end: number, probability: number | undefined, speaker: string | undefined) => {
    const last = Math.min(count - 1, Math.floor(end / length));
    for (let at = Math.max(0, Math.floor(start / length)); at <= last; at += 1) {
      const seconds = Math.min(end, (at + 1) * length) - Math.max(start, at * length);
      const sum = sums[at];
      if (sum && seconds > 0) addTo(sum, seconds, probability, speaker);
    }
  };
  for (const { start, end, words, confidence, speaker } of segments) {
    if (words.length === 0) add(start, end, confidence, speaker);
    for (const word of words) add(word.start, word.end, word.probability, speaker);
  }
  return sums.map((sum) => ({
    speech: Math.min(1, sum.speech / length),
    confidence: sum.weighed > 0 ? sum.sure / sum.weighed : undefined,
    speaker: [...sum.speakers].sort(([, a], [, b]) => b - a)[0]?.[0],
  }));
}

function addTo(sum: Sum, seconds: number, probability: number | undefined, speaker: string | undefined): void {
  sum.speech += seconds;
  if (probability !== undefined) {
    sum.sure += probability * seconds;
    sum.weighed += seconds;
  }
  if (speaker !== undefined) sum.speakers.set(speaker, (sum.speakers.get(speaker) ?? 0) + seconds);
}

export type Level = 'sure' | 'fair' | 'unsure';

/** As the strip colours it. */
export function levelOf(confidence: number | undefined): Level {
  if (confidence === undefined || confidence >= 0.85) return 'sure';
  return confidence >= 0.65 ? 'fair' : 'unsure';
}

/** One path of all bars of a level: a rectangle each, from the ground up. */
export function barsOf(stretches: readonly Stretch[], level: Level, height: number): string {
  return stretches
    .flatMap(({ speech, confidence }, at) => {
      if (speech === 0 || levelOf(confidence) !== level) return [];
      const tall = Math.max(1, Math.round(speech * height * 10) / 10);
      return `M${at} ${height}v${-tall}h1v${tall}z`;
    })
    .join('');
}

/** One path of where a speaker speaks most. */
export function rowOf(stretches: readonly Stretch[], speaker: string, top: number, height: number): string {
  return stretches
    .flatMap((stretch, at) => (stretch.speaker === speaker ? `M${at} ${top}v${height}h1v${-height}z` : []))
    .join('');
}

export type Summary = { speech: number; confidence: number | undefined };

/** Of the whole, for who does not see the picture. */
export function summaryOf(stretches: readonly Stretch[]): Summary {
  const all = stretches.reduce((sum, { speech }) => sum + speech, 0);
  const heard = stretches.filter(({ confidence }) => confidence !== undefined);
  const weight = heard.reduce((sum, { speech }) => sum + speech, 0);
  const sure = heard.reduce((sum, { speech, confidence = 0 }) => sum + speech * confidence, 0);
  return { speech: all / Math.max(1, stretches.length), confidence: weight > 0 ? sure / weight : undefined };
}
