/** The text as people pass it on: one paragraph for what one speaker says without a long pause. */
import type { Segment } from './transcript.ts';

export type Paragraph = { start: number; speaker: string | undefined; text: string };

/** As in the service's txt. */
const PAUSE_SECONDS = 2.5;

export function paragraphsOf(segments: readonly Segment[], nameOf: (speaker: string) => string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let before: Segment | undefined;
  for (const segment of segments) {
    const { text } = segment;
    if (text === '') continue;
    const last = paragraphs.at(-1);
    const goesOn = before && before.speaker === segment.speaker && segment.start - before.end <= PAUSE_SECONDS;
    if (last && goesOn) last.text += ` ${text}`;
    else paragraphs.push({ start: segment.start, speaker: segment.speaker && nameOf(segment.speaker), text });
    before = segment;
  }
  return paragraphs;
}
