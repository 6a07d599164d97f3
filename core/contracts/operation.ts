/** What operators are shown of the service: what it is at, what holds it back, and what it came to. */
import * as z from 'zod';
import { WorkerState } from './fleet-rows.ts';
import { LaunchAttempt } from './job-row.ts';
import { Spent } from './keys.ts';
import { Time } from './row-parts.ts';

const ShownWorker = z.object({
  instance_id: z.string(),
  instance_type: z.string(),
  market: z.string(),
  state: WorkerState,
  launched_at: Time,
  heard_of_at: Time,
  silent: z.boolean().meta({ description: 'Not heard of for too long: reconcile ends it.' }),
  jobs_done: z.int(),
  job_id: z.string().nullable().meta({ description: 'What it works on.' }),
});
export type ShownWorker = z.infer<typeof ShownWorker>;

const Launches = z.object({
  halted_until: Time.nullable().meta({
    description: 'Workers were of no use, one after the other (runbook, FleetHalted).',
  }),
  refused_until: Time.nullable().meta({ description: 'EC2 refused every worker (runbook, OldestJob).' }),
  one_at_a_time: z.boolean().meta({ description: 'One worker has to show its use before others come.' }),
  refused: z.array(LaunchAttempt).meta({ description: 'Calls that were not wholly granted, the latest last.' }),
});

const counted = (description: string) => z.record(z.string(), z.int().nonnegative()).meta({ description });

export const Operation = z.object({
  at: Time,
  jobs: z.object({ waiting: z.int(), held: z.int(), running: z.int() }),
  queue_age_seconds: z
    .number()
    .meta({ description: 'How long the oldest job has waited for a worker; 0 when none waits.' }),
  workers: z
    .array(ShownWorker)
    .meta({ description: 'By the table, those that ended lately among them; the newest first.' }),
  launches: Launches,
  spent: z
    .object({ day: Spent, month: Spent })
    .meta({ description: 'By all tenants, and by uploads of nobody, in UTC.' }),
  webhooks_pending: z.int(),
  since_deployment: z.object({
    launched: counted('Workers, by purchase option.'),
    refused: counted('Calls for workers that EC2 did not wholly grant, by its code.'),
    failed: counted('Jobs, by their code, of which the runbook has a page each.'),
    deliveries: counted('Webhooks that are over, by what became of them.'),
  }),
});
export type Operation = z.infer<typeof Operation>;
