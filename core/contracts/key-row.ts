/** The item of an API key: whose it is, and what it may do. */
import * as z from 'zod';
import { Due, Time } from './row-parts.ts';

/** `operator`: also the routes that manage the service, such as those of keys. */
export const KeyScope = z.enum(['client', 'operator']);
export type KeyScope = z.infer<typeof KeyScope>;

/** What a key's tenant may have done; absent ones are the stage's, and there may be none. */
export const KeyLimits = z.object({
  audio_hours_per_day: z.number().positive().optional(),
  usd_per_month: z.number().positive().optional(),
  /** Their slots are read at once. */
  concurrent_jobs: z.int().positive().max(100).optional(),
});
export type KeyLimits = z.infer<typeof KeyLimits>;

/**
 * Ties an API key to its tenant; a key without such an item is let in nowhere. It names the key by the id that API
 * Gateway gives, or by the SHA-256 of its value in hex: the table never holds a value itself. One with a tenant alone, as
 * versions before wrote it, is an active client key.
 */
export const KeyRow = z.object({
  job_id: z.string().startsWith('key#'),
  kind: z.literal('key'),
  tenant: z.string().min(1),
  name: z.string().optional(),
  /** Of `KeyScope`, or what a newer version has beside them, which gives no right here. */
  scopes: z.array(z.string()).optional(),
  /** A state that is not known makes the row unreadable: the key is not let in. */
  state: z.enum(['active', 'disabled']).optional(),
  created_at: Time.optional(),
  /** Another key took its place: this one is refused from then on. */
  valid_until: Time.optional(),
  /** Its id in API Gateway, where the row does not name it by that. */
  gateway_id: z.string().optional(),
  limits: KeyLimits.optional(),
  /** The day in UTC of the latest request that was let in. */
  last_used_on: z.iso.date().optional(),
  ...Due,
});
export type KeyRow = z.infer<typeof KeyRow>;

/** What the deployment gives a stage's first key, unless its row says otherwise. */
export const FIRST_KEY = { kind: 'key', tenant: 'default', name: 'first key', scopes: KeyScope.options } as const;

/** What puts a key into the list of all: its place in the index, by when it was made; those of whom that is not known are first. */
export const listed = (created_at = '1970-01-01T00:00:00.000Z') => ({ due_class: 'key', due_at: created_at }) as const;

export const tenantKey = (keyName: string) => `key#${keyName}`;
