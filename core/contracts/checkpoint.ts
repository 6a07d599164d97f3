/** How far a worker came with a job, as an object of the bucket from which the next worker goes on. */
import * as z from 'zod';
import { EngineOptions, EnginePart } from './engine-protocol.ts';

export const Checkpoint = z.object({
  schema: z.literal(1),
  job_id: z.string(),
  /** What the parts were made from and with; another file, other options or another model cannot go on with them. */
  upload_version: z.string(),
  options: EngineOptions,
  engine: z.record(z.string(), z.string()),
  /** Seconds of the file that the text reaches to, for the reader's eye. */
  seconds_done: z.number(),
  parts: z.array(EnginePart),
});
export type Checkpoint = z.infer<typeof Checkpoint>;
