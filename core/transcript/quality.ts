/**
 * What the client is told in words of how sure the transcript is; the figures stand in `quality`. Of text that it left out
 * the engine warns itself.
 */
import type { Quality } from '../contracts/engine-protocol.ts';
import type { Warning } from '../contracts/job-row.ts';

/** Above this share of unsure speech, the transcript as a whole deserves a second look. */
const UNSURE_SHARE = 0.2;

export function qualityWarnings(quality: Quality, text: string): Warning[] {
  return [...noSpeech(text), ...unsure(quality)];
}

function noSpeech(text: string): Warning[] {
  if (text !== '') return [];
  return [{ code: 'no_speech', message: 'no speech was found in the audio, so the transcript is empty' }];
}

function unsure({ low_confidence_spans, transcribed_seconds }: Quality): Warning[] {
  const seconds = low_confidence_spans.reduce((sum, span) => sum + span.end - span.start, 0);
  if (transcribed_seconds === 0 || seconds / transcribed_seconds <= UNSURE_SHARE) return [];
  const share = Math.round((100 * seconds) / transcribed_seconds);
  const message = `the model was unsure of ${share} % of the speech; quality.low_confidence_spans says where to listen`;
  return [{ code: 'low_confidence', message }];
}
