/** Changes of a transcript that nobody has saved yet. */
import type { VersionRequest } from '../../clients/typescript/index.ts';
import type { Segment, Transcript } from './transcript.ts';

/** Null: nobody in particular speaks. */
export type SegmentEdit = { text?: string; speaker?: string | null };

export type Edits = {
  segments: ReadonlyMap<number, SegmentEdit>;
  /** Names, by the speaker of segments; an empty one takes the name away. */
  names: Readonly<Record<string, string>>;
};

export const NO_EDITS: Edits = { segments: new Map(), names: {} };

type Base = Pick<Transcript, 'segments' | 'speakers'>;

export function countOf({ segments, names }: Edits): number {
  return segments.size + Object.keys(names).length;
}

/** @param wanted all that the segment shall be; what it was already is no change */
export function withSegment(edits: Edits, segment: Segment, wanted: { text: string; speaker: string | null }): Edits {
  const text = wanted.text.replaceAll(/\s*[\r\n\t]+\s*/g, ' ').trim();
  const change: SegmentEdit = {
    ...(text !== segment.text && { text }),
    ...(wanted.speaker !== (segment.speaker ?? null) && { speaker: wanted.speaker }),
  };
  const segments = new Map(edits.segments);
  if (Object.keys(change).length === 0) segments.delete(segment.id);
  else segments.set(segment.id, change);
  return { ...edits, segments };
}

export function withName(edits: Edits, { speakers }: Base, speaker: string, name: string): Edits {
  const { [speaker]: _before, ...others } = edits.names;
  const trimmed = name.trim();
  return { ...edits, names: trimmed === (speakers[speaker] ?? '') ? others : { ...others, [speaker]: trimmed } };
}

/** The segment as it would be; the very same one where nothing changes, so that it need not be drawn again. */
export function edited(segment: Segment, { segments }: Edits): Segment {
  const edit = segments.get(segment.id);
  if (!edit) return segment;
  const { speaker: before, ...rest } = segment;
  const speaker = edit.speaker === undefined ? before : (edit.speaker ?? undefined);
  const changed = edit.text === undefined ? rest : { ...rest, text: edit.text, edited: true as const };
  return speaker === undefined ? changed : { ...changed, speaker };
}

export function namesAfter({ speakers }: Base, names: Edits['names']): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...speakers, ...names }).filter(([, name]) => name !== ''));
}

/** An id that no speaker of the transcript has yet. */
export function newSpeaker({ segments, speakers }: Base, edits: Edits): string {
  const taken = new Set([...Object.keys(speakers), ...Object.keys(edits.names)]);
  for (const { speaker } of segments) if (speaker !== undefined) taken.add(speaker);
  for (const { speaker } of edits.segments.values()) if (speaker) taken.add(speaker);
  let number = 1;
  while (taken.has(`speaker_${number}`)) number += 1;
  return `speaker_${number}`;
}

export function requestOf(edits: Edits, based_on: number, author: string): VersionRequest {
  const segments = [...edits.segments].map(([id, edit]) => ({ id, ...edit }));
  const speakers = Object.fromEntries(Object.entries(edits.names).map(([id, name]) => [id, name === '' ? null : name]));
  return {
    based_on,
    ...(segments.length > 0 && { segments }),
    ...(Object.keys(speakers).length > 0 && { speakers }),
    ...(author.trim() !== '' && { author: author.trim() }),
  };
}

export type Rebased = { edits: Edits /** Ids of segments that others changed too. */; touched: readonly number[] };

/** The same changes of a newer version: what it holds already is no change any more. */
export function rebased(edits: Edits, before: Base, after: Base): Rebased {
  const old = new Map(before.segments.map((segment) => [segment.id, segment]));
  const touched: number[] = [];
  let next: Edits = { segments: new Map(edits.segments), names: {} };
  for (const segment of after.segments) {
    const edit = edits.segments.get(segment.id);
    if (!edit) continue;
    const speaker = edit.speaker === undefined ? (segment.speaker ?? null) : edit.speaker;
    next = withSegment(next, segment, { text: edit.text ?? segment.text, speaker });
    const was = old.get(segment.id);
    const isTouched = was?.text !== segment.text || was?.speaker !== segment.speaker;
    if (isTouched && next.segments.has(segment.id)) touched.push(segment.id);
  }
  for (const [speaker, name] of Object.entries(edits.names)) next = withName(next, after, speaker, name);
  return { edits: next, touched };
}
