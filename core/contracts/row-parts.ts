/** What rows of several kinds have in common. */
import * as z from 'zod';

export const Time = z.iso.datetime().meta({ description: 'ISO 8601 in UTC.' });

/**
 * `waiting` and `running` jobs, those that a limit has `held`, `delivery` attempts, live `worker`s, `removal`s of jobs: everything
 * that someone must come back to. And every API `key`, by when it was made: what is to be listed is found as what is due.
 */
export const DueClass = z.enum(['waiting', 'running', 'held', 'delivery', 'worker', 'removal', 'key']);
export type DueClass = z.infer<typeof DueClass>;

export const Due = { due_class: DueClass.optional(), due_at: Time.optional() };
/** Epoch seconds at which DynamoDB may delete the item. */
export const Expiry = { expires_at: z.int().optional() };
