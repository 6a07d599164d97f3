/**
 * A transcript by the names of OpenAI's `verbose_json`, for programs written against
 * https://platform.openai.com/docs/api-reference/audio/verbose-json-object. What only their decoder knows of a segment (tokens,
 * temperature, compression ratio) is left out; who speaks is told as others add it, by `speaker`.
 */

import type { TranscriptionOptions } from '../contracts/options.ts';
import type { VerboseTranscript } from '../contracts/transcript-answers.ts';
import type { AnyDocument, EditedSegment } from '../contracts/versions.ts';
import { nameIn } from './speakers.ts';

/** OpenAI gives it two decimals; where a confidence is 0 its logarithm is no number. */
const LEAST_CONFIDENCE = 1e-4;
const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });

/** @param document its words are left out where they were not asked for */
export function verboseJson(document: AnyDocument, options: TranscriptionOptions): VerboseTranscript {
  const { text } = document.transcript;
  const nameOf = nameIn(document);
  const segments: readonly EditedSegment[] = document.transcript.segments;
  return {
    task: options.task ?? 'transcribe',
    language: languageName(document.language.code),
    duration: document.duration_seconds,
    text,
    segments: segments.map(({ id, start, end, text: said, confidence, speaker }) => {
      const avg_logprob = Math.log(Math.max(confidence, LEAST_CONFIDENCE));
      return { id, start, end, text: said, avg_logprob, ...(speaker !== undefined && { speaker: nameOf(speaker) }) };
    }),
    ...(options.word_timestamps !== false && { words: segments.flatMap(words) }),
  };
}

function words(segment: EditedSegment) {
  return segment.words.map(({ word, start, end }) => ({ word, start, end }));
}

/** In English and lower case, as Whisper names them: `swedish`. */
function languageName(code: string): string {
  return LANGUAGES.of(code)?.toLowerCase() ?? code;
}
