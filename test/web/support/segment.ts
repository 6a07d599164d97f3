import type { Segment } from '../../../web/transcript/transcript.ts';

type Wanted = Partial<Omit<Segment, 'words'>> & { words?: string[]; probabilities?: (number | undefined)[] };

/** A segment whose words take a second each. */
export function segment({ words = [], probabilities = [], ...fields }: Wanted = {}): Segment {
  const { start = 0 } = fields;
  return {
    id: 0,
    start,
    end: start + Math.max(1, words.length),
    text: words.join(' '),
    confidence: 0.9,
    ...fields,
    words: words.map((word, at) => {
      const probability = at in probabilities ? probabilities[at] : 0.9;
      return { word, start: start + at, end: start + at + 1, ...(probability !== undefined && { probability }) };
    }),
  };
}
