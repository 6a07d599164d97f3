/**
 * What the client is told in words of how sure the transcript is; the figures stand in `quality`. Of text that it left out
 * the engine warns itself.
 */
import type { EngineDone, Quality } from '../contracts/engine-protocol.ts';
import type { Warning } from '../contracts/job-row.ts';

/** Above this share of unsure speech, the transcript as a whole deserves a second look. */
const UNSURE_SHARE = 0.25;
/** Below this, another language, or several in one file, are as likely as the one that was taken. */
const SURE_OF_LANGUAGE = 0.5;

/** Beside what the engine warned of itself. */
export function qualityWarnings(
  { quality, language, warnings }: Pick<EngineDone, 'quality' | 'language' | 'warnings'>,
  text: string,
): Warning[] {
  if (text === '') return noSpeech(warnings);
  return [...unsureLanguage(language), ...unsure(quality)];
}

function noSpeech(told: Warning[]): Warning[] {
  // Whether nobody speaks in a recording that is hardly to be heard, nobody knows.
  if (told.some(({ code }) => code === 'very_quiet')) return [];
  return [{ code: 'no_speech', message: 'no speech was found in the audio, so the transcript is empty' }];
}

function unsureLanguage({ code, probability }: EngineDone['language']): Warning[] {
  if (probability >= SURE_OF_LANGUAGE) return [];
  const percent = Math.round(100 * probability);
  const message = `the language was taken for "${code}" with a probability of ${percent} %; a file is heard in one language, so if that is not the one spoken, or several are, name it in the option language or upload each part by itself`;
  return [{ code: 'unsure_language', message }];
}

function unsure({ low_confidence_spans, transcribed_seconds }: Quality): Warning[] {
  const seconds = low_confidence_spans.reduce((sum, span) => sum + span.end - span.start, 0);
  if (transcribed_seconds === 0 || seconds / transcribed_seconds <= UNSURE_SHARE) return [];
  const share = Math.round((100 * seconds) / transcribed_seconds);
  const message = `the model was unsure of ${share} % of the speech; quality.low_confidence_spans says where to listen`;
  return [{ code: 'low_confidence', message }];
}
