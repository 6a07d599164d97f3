/** What each section is given, and what the report says of it. */
import type { EngineProfile } from '../core/contracts/engine-protocol.ts';
import type { Progress } from '../local/progress.ts';
import type { Findings } from './figures.ts';
import type { Language } from './speech/recordings.ts';

export type Bench = {
  progress: Progress;
  /** Aborted by Ctrl-C: take everything down. */
  signal: AbortSignal;
  /** A temporary folder that goes when the benchmark ends. */
  folder: string;
  /** How often each thing is measured; what takes microseconds is measured more often. */
  runs: number;
  /** Size of the burst in section `load`. */
  uploads: number;
  speech: SpeechWishes;
};

/** What section `speech` reads, and how. */
export type SpeechWishes = {
  /** Lots are drawn by it: which sentences, in which order, with which pauses. */
  seed: number;
  languages: readonly Language[];
  profiles: readonly EngineProfile[];
  /** Keeps stock's figures for the tests of speech to compare with. */
  record: boolean;
};

export type Section = {
  name: string;
  /** One line: what is measured, from where to where. */
  about: string;
  run: (bench: Bench) => Promise<Findings>;
};

/** Runs the measurements one after the other, round by round, so that a busy minute of the machine hits all of them. */
export async function rounds(
  { progress, signal }: Bench,
  count: number,
  what: string,
  round: () => Promise<void>,
): Promise<void> {
  for (let done = 1; done <= count; done += 1) {
    signal.throwIfAborted();
    await round();
    progress.say(`${what}: round ${done} of ${count}`);
  }
}
