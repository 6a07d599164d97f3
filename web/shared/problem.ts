/** What went wrong, as people are told it. */
import { TranscriptionProblem } from '../../clients/typescript/index.ts';
import { words } from './problem-words.ts';

/** Nothing came back: no connection, or nobody there. */
export class NoAnswer extends Error {}

/** In the service's words where it said any. */
export function messageOf(error: unknown): string {
  if (error instanceof TranscriptionProblem) return words().problem(error.status, error.message);
  // What `fetch` ends with that got no answer; its words are the browser's, and English.
  if (error instanceof TypeError || error instanceof NoAnswer) return words().noAnswer;
  return error instanceof Error ? error.message : String(error);
}
