import type * as z from 'zod';
import type { VirtualClock } from '../../support/memory/clock.ts';
import type { MemoryLog } from '../../support/memory/log.ts';
import { MemoryWorkQueue } from '../../support/memory/work-queue.ts';
import type { Random } from '../random.ts';

/** SQS's order is best effort: a message may overtake about this many. */
const OVERTAKES = 5;

export type QueueSettings = {
  visibility_seconds: number;
  max_receives: number;
  refuses?: () => boolean;
  on_receive?: (text: string, visible_since: number) => void;
};

type Surroundings = { clock: VirtualClock; log: MemoryLog; random: Random; message_doubled: number };

/** An SQS queue: each message at least once, in an order that is best effort. */
export function simulatedQueue<Schema extends z.ZodType>(
  schema: Schema,
  settings: QueueSettings,
  { clock, log, random, message_doubled }: Surroundings,
): MemoryWorkQueue<Schema> {
  return new MemoryWorkQueue(clock, {
    ...settings,
    schema,
    log,
    copies: () => (random.chance(message_doubled) ? 2 : 1),
    choose: (count) => random.below(Math.min(count, OVERTAKES)),
  });
}
