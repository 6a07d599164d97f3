/** The items that count what the service has done since it was deployed, for its operators. */
import * as z from 'zod';

/**
 * One of the shards of all counts, added to in the transaction of the very change that is counted: each is counted once, whatever
 * broke off, and nothing that restarts loses any. Several shards, as changes of the same moment would wait for one another over one.
 */
export const CountersRow = z
  .looseObject({ job_id: z.string().startsWith('counters#'), kind: z.literal('counters') })
  .transform(({ job_id, kind, ...others }) => ({ job_id, kind, counts: numbersOf(others) }));
export type CountersRow = z.infer<typeof CountersRow>;

export const COUNTER_SHARDS = 16;

export const countersKey = (shard: number | string) => `counters#${shard}`;

/** What is counted by a word that follows after a colon, such as a code; it may be one of a newer version. */
export type CountedBy = 'failed' | 'launched' | 'refused' | 'attempts' | 'deliveries' | 'work' | 'turnaround' | 'model';

/** Whole numbers, so that sums are exact: milliseconds, and millionths of a USD. */
export type Counter =
  | 'submitted'
  | 'completed'
  | 'cancelled'
  | 'audio_ms'
  | 'micro_usd'
  | 'work_ms'
  | 'turnaround_ms'
  | `${CountedBy}:${string}`;
/** What is counted of each model too, as `model:audio_ms:kb-whisper-small`. */
export type CountedOfModel = 'completed' | 'audio_ms' | 'micro_usd' | 'work_ms' | 'turnaround_ms';
export type Counts = Partial<Record<Counter, number>>;

/** DynamoDB adds to attributes of the row alone, so each counter is one; what else there is, is not ours to add up. */
function numbersOf(attributes: Record<string, unknown>): Counts {
  const isCount = (entry: [string, unknown]): entry is [string, number] => Number.isSafeInteger(entry[1]);
  return Object.fromEntries(Object.entries(attributes).filter(isCount));
}

/** How much of the counts `reconcile` has told by its log, in which CloudWatch reads what came since. */
export const FiguresRow = z.object({
  job_id: z.literal('figures'),
  kind: z.literal('figures'),
  version: z.int(),
  told: z.record(z.string(), z.number()),
});
export type FiguresRow = z.infer<typeof FiguresRow>;

export const FIGURES_KEY = 'figures';
