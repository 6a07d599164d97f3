/** A transcript as its client wants it: other words, other speakers. What was heard is left as it is, in the version before. */
import type { AnyDocument, EditedDocument, EditedSegment, VersionRequest } from '../contracts/versions.ts';
import { badRequest } from '../shared/request.ts';
import { realignedWords } from './realign.ts';
import { speakersOf } from './speakers.ts';

export type Edit = Pick<VersionRequest, 'segments' | 'speakers'>;
type SegmentEdit = NonNullable<Edit['segments']>[number];
type Edited = Pick<EditedDocument, 'transcript'> & { speakers: Record<string, string> };

/**
 * Segments keep their ids and times, and their order.
 *
 * @throws RequestProblem 400 naming each segment that is not there, or is named twice
 */
export function editTranscript(document: AnyDocument, edit: Edit): Edited {
  const edits = new Map((edit.segments ?? []).map((one) => [one.id, one] as const));
  const before: readonly EditedSegment[] = document.transcript.segments;
  refuseUnknown(before, edit.segments ?? []);
  const hasWords = before.some(({ words }) => words.length > 0) || !before.some(({ text }) => text !== '');
  const segments = before.map((segment) => edited(segment, edits.get(segment.id), hasWords));
  const text = segments.flatMap((segment) => segment.text || []).join(' ');
  return { transcript: { text, segments }, speakers: namesAfter(speakersOf(document), edit.speakers ?? {}) };
}

/** Segments that say something else, or that somebody else says. */
export function changedSegments(before: AnyDocument, after: AnyDocument | Edited): number {
  const said: readonly EditedSegment[] = before.transcript.segments;
  return after.transcript.segments.filter(({ text, speaker }: EditedSegment, at) => {
    return text !== said[at]?.text || speaker !== said[at]?.speaker;
  }).length;
}

function edited(segment: EditedSegment, edit: SegmentEdit | undefined, hasWords: boolean): EditedSegment {
  const text = edit?.text === undefined ? segment.text : onOneLine(edit.text);
  const speaker = edit?.speaker === undefined ? segment.speaker : (edit.speaker ?? undefined);
  if (text === segment.text && speaker === segment.speaker) return segment;
  const { speaker: _before, ...rest } = segment;
  const spoken = speaker === undefined ? rest : { ...rest, speaker };
  if (text === segment.text) return spoken;
  return { ...spoken, text, words: hasWords ? realignedWords(segment, text) : [], edited: true };
}

/** Formats that have a line for each segment stay so; spaces of other widths stay. */
function onOneLine(text: string): string {
  return text.replaceAll(/\s*[\p{Cc}\u2028\u2029]+\s*/gu, ' ').trim();
}

function namesAfter(before: Record<string, string>, changes: NonNullable<Edit['speakers']>): Record<string, string> {
  const names = new Map<string, string>(Object.entries(before));
  for (const [speaker, name] of Object.entries(changes)) {
    if (name === null) names.delete(speaker);
    else names.set(speaker, name);
  }
  return Object.fromEntries(names);
}

function refuseUnknown(segments: readonly EditedSegment[], edits: readonly SegmentEdit[]): void {
  const known = new Set(segments.map(({ id }) => id));
  const seen = new Set<number>();
  const errors = edits.flatMap(({ id }, at) => {
    const message = !known.has(id) ? `is no segment of this transcript` : seen.has(id) ? 'is there twice' : undefined;
    seen.add(id);
    return message ? [{ pointer: `/segments/${at}/id`, message }] : [];
  });
  if (errors.length > 0) throw badRequest(errors);
}
