/** Who reads the recordings, one after the other so that a busy minute hits all of them. */
import type { EngineDone, EngineProfile, Segment } from '../../core/contracts/engine-protocol.ts';
import type { Progress } from '../../local/progress.ts';
import { type Assessment, assess } from './assessment.ts';
import { type SpeechEngine, textOf } from './engine.ts';
import type { Recording } from './recordings.ts';
import type { Stock, StockMode } from './stock.ts';

/** One reading of one recording; what only our engine tells is missing of stock's. */
export type Turn = {
  recording: Recording;
  reader: string;
  seconds: number;
  firstSeconds: number;
  longestSegmentSeconds: number;
  assessment: Assessment;
  text: string;
  segments?: Segment[];
  done?: EngineDone;
};

type Read = Omit<Turn, 'recording' | 'reader' | 'assessment'>;
export type Reader = {
  name: string;
  /** Stock takes minutes for what it makes of music, and nothing is compared with it. */
  readsMusic: boolean;
  read: (audio: string) => Promise<Read>;
};

export const stockName = (mode: StockMode) => `stock ${mode}`;

export const engineReader = (engine: SpeechEngine, profile: EngineProfile): Reader => ({
  name: `engine ${profile}`,
  readsMusic: true,
  read: async (audio) => {
    const reading = await engine.read(audio, profile);
    const longestSegmentSeconds = Math.max(0, ...reading.segments.map(({ start, end }) => end - start));
    return { ...reading, text: textOf(reading), longestSegmentSeconds };
  },
});

export const stockReader = ({ mode, read }: Stock): Reader => ({
  name: stockName(mode),
  readsMusic: false,
  read: async (audio) => {
    const { text, seconds, first_seconds, longest_segment_seconds } = await read(audio);
    return { text, seconds, firstSeconds: first_seconds, longestSegmentSeconds: longest_segment_seconds };
  },
});

/** Every recording by everybody who reads it, once. */
export async function everyTurn(
  recordings: readonly Recording[],
  readers: readonly Reader[],
  progress: Progress,
): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const recording of recordings) {
    for (const { name, read, readsMusic } of readers) {
      if (recording.sentences.length === 0 && !readsMusic) continue;
      const found = await progress.step(`${recording.name}: ${name}`, () => read(recording.audio));
      turns.push({ ...found, recording, reader: name, assessment: assess(recording.sentences, found.text) });
    }
  }
  return turns;
}
