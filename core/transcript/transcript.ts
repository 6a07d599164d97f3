/** From what the engine said to the documents that clients get. */
import type {
  CancelledDocument,
  CompleteDocument,
  FailedDocument,
  StoredDocument,
  Usage,
} from '../contracts/document.ts';
import type { EngineDone, Segment } from '../contracts/engine-protocol.ts';
import type { JobError, JobRow, SourcedJob } from '../contracts/job-row.ts';
import type { ResultFormat, TranscriptionOptions } from '../contracts/options.ts';
import type { AnyDocument, EditedSegment } from '../contracts/versions.ts';
import { clientFields } from '../shared/client-metadata.ts';
import { resultKey, s3Uri } from '../shared/object-keys.ts';
import { shownFile } from '../shared/source.ts';
import { resultFormats } from './options.ts';
import { qualityWarnings } from './quality.ts';

export type Transcription = { segments: Segment[]; done: EngineDone };

export function completeDocument(
  job: SourcedJob,
  transcription: Transcription,
  facts: { model: string; usage: Usage; processing_seconds: number },
): StoredDocument {
  const { segments, done } = transcription;
  const text = segments.map((segment) => segment.text).join(' ');
  return {
    job_id: job.job_id,
    status: 'complete',
    transcript: { text, segments: segments.map(withCleanWords) },
    metadata: metadata(job, facts),
    callback_id: job.callback_id ?? null,
    file: shownFile(job) ?? NO_FILE,
    language: done.language,
    duration_seconds: done.duration_seconds,
    results: resultUris(job),
    quality: { ...done.quality, removed_segments: done.quality.removed_segments.map(withCleanWords) },
    usage: facts.usage,
    warnings: [...job.warnings, ...done.warnings, ...qualityWarnings(done, text)],
    ...clientFields(job),
  };
}

/** The document as the client wants it: without words where the options say so, though subtitles are made from them. */
export function asAsked<Of extends AnyDocument>(document: Of, options: TranscriptionOptions): Of {
  if (options.word_timestamps !== false) return document;
  const { transcript, quality } = document as AnyDocument;
  return {
    ...document,
    transcript: { ...transcript, segments: transcript.segments.map(withoutWords) },
    quality: { ...quality, removed_segments: quality.removed_segments.map(withoutWords) },
  };
}

/** One segment of it, as the client gets it. */
export function segmentAsAsked(segment: Segment, options: TranscriptionOptions): Segment {
  return options.word_timestamps === false ? withoutWords(segment) : withCleanWords(segment);
}

function withoutWords<Timed extends Pick<EditedSegment, 'words'>>(segment: Timed): Timed {
  return { ...segment, words: [] };
}

/** Clients get words without the leading space that the model's tokens carry. */
function withCleanWords<Timed extends Pick<Segment, 'words'>>(segment: Timed): Timed {
  return { ...segment, words: segment.words.map((word) => ({ ...word, word: word.word.trim() })) };
}

/** What was to be transcribed never came to be known. */
const NO_FILE = { name: '', s3_key: '' };

export function failedDocument(
  job: JobRow,
  error: JobError,
  facts: { model: string; processing_seconds: number },
): FailedDocument {
  return {
    job_id: job.job_id,
    status: 'failed',
    transcript: null,
    error,
    metadata: metadata(job, facts),
    callback_id: job.callback_id ?? null,
    file: shownFile(job) ?? NO_FILE,
    warnings: job.warnings,
    ...clientFields(job),
  };
}

/** A job may be cancelled before its file has come. */
export function cancelledDocument(
  job: JobRow,
  error: JobError,
  facts: { model: string; processing_seconds: number },
): CancelledDocument {
  return {
    job_id: job.job_id,
    status: 'cancelled',
    transcript: null,
    error,
    metadata: metadata(job, facts),
    callback_id: job.callback_id ?? null,
    file: shownFile(job),
    warnings: job.warnings,
    ...clientFields(job),
  };
}

/**
 * The webhook's body: the document, or the document without its text when that exceeds the limit.
 *
 * @param maxBytes UTF-8 bytes
 * @param url where the whole transcript can be fetched
 */
export function webhookBody(document: StoredDocument, limit: { bytes: number; url: string } | undefined): string {
  const whole = JSON.stringify(document);
  if (!limit || new TextEncoder().encode(whole).length <= limit.bytes) return whole;
  const short: CompleteDocument = { ...document, transcript: { truncated: true, url: limit.url } };
  return JSON.stringify(short);
}

export function resultUris(job: SourcedJob): Partial<Record<ResultFormat, string>> {
  return Object.fromEntries(
    resultFormats(job.options).map((format) => [format, s3Uri(job.bucket, resultKey(job, format))]),
  );
}

function metadata(job: JobRow, facts: { model: string; processing_seconds: number }) {
  return {
    processing_time: `${Math.round(facts.processing_seconds)}s`,
    file_size: String(job.size_bytes ?? 0),
    model: facts.model,
  };
}
