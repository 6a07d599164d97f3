/** How text and subtitles are laid out where the job does not say. */
import type { TranscriptionOptions } from '../contracts/options.ts';

/** What the cues of a job keep to: columns of a line, lines of a cue, seconds that it stands. */
export type CueLayout = { columns: number; lines: number; seconds: number };

/** Netflix Timed Text Style Guide, general requirements: two lines of 42 characters, 7 seconds. */
export function cueLayout(options: TranscriptionOptions): CueLayout {
  const { max_line_width: columns = 42, max_lines: lines = 2, max_cue_seconds: seconds = 7 } = options;
  return { columns, lines, seconds };
}

/** Longer than a breath or a thought within one subject: a new paragraph. */
export function paragraphPause({ paragraph_pause_seconds = 2.5 }: TranscriptionOptions): number {
  return paragraph_pause_seconds;
}
