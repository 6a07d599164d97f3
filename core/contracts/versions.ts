/** Edits of a transcript: each makes a further version, and the original (version 0) stays as it was heard. */
import * as z from 'zod';
import { CompleteDocument, type StoredDocument, Transcript } from './document.ts';
import { Segment, Word } from './engine-protocol.ts';
import { Time } from './row-parts.ts';

/** Four times what anybody says in the 30 s of a segment; cutting a text into characters takes time that grows with its square. */
const MOST_TEXT = 3000;
const MOST_SPEAKERS = 200;

/** One line that can be shown: no control characters, no half characters, and something to see. */
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => /\S/.test(text) && !/[\p{Cc}\p{Surrogate}]/u.test(text), {
      error: `expected 1 to ${most} characters on one line, without control characters`,
    });

const SpeakerId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/,
    'expected 1 to 50 of letters, digits, "_" and "-", a letter or digit first',
  )
  .meta({ examples: ['SPEAKER_00'] });
const Author = line(100).meta({
  description: 'Who made it, as the client says; key_id is what the service knows of it.',
});
const Note = line(500).meta({ description: 'What for, in the words of its author.' });

const SegmentEdit = z
  .strictObject({
    id: Segment.shape.id,
    text: z.string().max(MOST_TEXT).optional().meta({
      description: 'All of it. Empty: nothing was said there. Line breaks become spaces.',
    }),
    speaker: SpeakerId.nullable().optional().meta({ description: 'Null: nobody in particular.' }),
  })
  .refine(({ text, speaker }) => text !== undefined || speaker !== undefined, {
    error: 'expected text or speaker beside the id',
  });

/** Body of `POST /api/v1/jobs/{job_id}/versions`. */
export const VersionRequest = z
  .strictObject({
    based_on: z.int().min(0).meta({
      description:
        'The version that was edited. Unless it is the newest, the edit is refused: somebody saved another meanwhile.',
    }),
    segments: z.array(SegmentEdit).min(1).optional().meta({ description: 'Those that change, and no other.' }),
    speakers: z
      .record(SpeakerId, line(100).nullable())
      .refine((names) => Object.keys(names).length <= MOST_SPEAKERS, { error: `expected at most ${MOST_SPEAKERS}` })
      .optional()
      .meta({ description: 'Names that change, by the speaker of segments. Null: none.' }),
    restore: z.int().min(0).optional().meta({
      description: 'In place of segments and speakers: the new version is as that one was; 0 is the original.',
    }),
    author: Author.optional(),
    note: Note.optional(),
  })
  .refine(({ segments, speakers, restore }) => (restore === undefined) === !!(segments ?? speakers), {
    error: 'expected either segments, speakers or both, or restore',
  })
  .meta({
    examples: [{ based_on: 0, author: 'Anna', segments: [{ id: 3, text: 'The report is due on Monday.' }] }],
  });
export type VersionRequest = z.infer<typeof VersionRequest>;

export const Version = z.object({
  version: z.int().nonnegative().meta({ description: '0 is the original.' }),
  based_on: z.int().nullable().meta({ description: 'Null for the original.' }),
  restored: z.int().nullable().meta({ description: 'The version that it is the same as, if it was made by restore.' }),
  author: z.string().nullable(),
  key_id: z.string().nullable().meta({ description: 'Of the key that it was saved with. Null for the original.' }),
  created_at: Time,
  changed_segments: z.int().nonnegative().meta({ description: 'Against based_on.' }),
  note: z.string().nullable(),
});
export type Version = z.infer<typeof Version>;

export const VersionHeaders = z.object({ location: z.string().meta({ description: 'Of its transcript.' }) });

export const VersionList = z.object({
  versions: z.array(Version).meta({ description: 'The newest first; the last is the original.' }),
});
export type VersionList = z.infer<typeof VersionList>;

const Edited = z.literal(true).exactOptional();

export const EditedWord = Word.extend({
  probability: Word.shape.probability.exactOptional(),
  edited: Edited.meta({
    description: 'Not as it was heard: without probability, its times spread over the place of the words before.',
  }),
});
export type EditedWord = z.infer<typeof EditedWord>;

export const EditedSegment = Segment.extend({
  words: z.array(EditedWord),
  speaker: z.string().exactOptional().meta({ description: 'Its name is in speakers, if it has one.' }),
  edited: Edited.meta({ description: 'The text is not as it was heard; confidence is that of what was.' }),
});
export type EditedSegment = z.infer<typeof EditedSegment>;

/** The stored JSON of a version: that of the original, with what was edited in its place. */
export const EditedDocument = CompleteDocument.extend({
  transcript: Transcript.extend({ text: z.string(), segments: z.array(EditedSegment) }).omit({
    truncated: true,
    url: true,
  }),
  speakers: z
    .record(z.string(), z.string())
    .exactOptional()
    .meta({ description: 'Names, by the speaker of segments.' }),
  version: Version.pick({ version: true, author: true, created_at: true }),
});
export type EditedDocument = z.infer<typeof EditedDocument>;

/** A transcript as it was heard, or as it was edited. */
export type AnyDocument = StoredDocument | EditedDocument;

/** What a stored version must hold; all the rest is handed on as it is. */
const Readable = z.looseObject({
  transcript: z.looseObject({
    text: z.string(),
    segments: z.array(z.looseObject({ ...EditedSegment.shape, words: z.array(z.looseObject(EditedWord.shape)) })),
  }),
});

/** @throws ZodError when it is no version that this service wrote */
export function readEditedDocument(json: unknown): EditedDocument {
  return Readable.parse(json) as unknown as EditedDocument;
}
