/** What the API says of API keys, and what it takes to make one. */
import * as z from 'zod';
import { KeyLimits, KeyScope } from './key-row.ts';
import { Time } from './row-parts.ts';

const name = z
  .string()
  .regex(/^[\x20-\x7e]{1,100}$/, 'expected 1 to 100 printable ASCII characters')
  .meta({ description: 'For people; need not be the only one of its name.' });

const tenant = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'expected 1 to 64 of letters, digits, ".", "_" and "-", a letter or digit first',
  )
  .meta({ description: 'Whose key it is. Keys of one tenant see the same jobs.' });

export const Key = z.object({
  key_id: z.string(),
  name: z.string().nullable(),
  tenant: z.string(),
  scopes: z.array(z.string().meta({ enum: KeyScope.options })),
  state: z.enum(['active', 'disabled']),
  created_at: Time.nullable().meta({ description: 'Null for keys of versions before, and for the first of a stage.' }),
  last_used_on: z.iso.date().nullable().meta({ description: 'The day in UTC of its latest request.' }),
  limits: KeyLimits.meta({ description: 'What the key has beside the limits of the stage, see getLimits.' }),
  valid_until: Time.nullable().meta({ description: 'Another took its place: it is refused from then on.' }),
});
export type Key = z.infer<typeof Key>;

export const KeyList = z.object({ keys: z.array(Key) });
export type KeyList = z.infer<typeof KeyList>;

export const NewKey = Key.extend({
  value: z.string().meta({ description: 'Goes into the header X-API-Key. Shown this once, and kept nowhere.' }),
});
export type NewKey = z.infer<typeof NewKey>;

/** Less than any job has or costs; what is next to nothing is a number that DynamoDB cannot hold. */
const LEAST = 0.000001;
/** More than any deployment has; JavaScript rounds what is beyond 2^53. */
const MOST = 1e9;
const limits = z.strictObject({
  ...KeyLimits.shape,
  audio_hours_per_day: z.number().min(LEAST).max(MOST).optional(),
  usd_per_month: z.number().min(LEAST).max(MOST).optional(),
});

/** Body of `POST /api/v1/keys`. */
export const keyRequest = z.strictObject({
  name,
  tenant,
  scopes: z
    .array(KeyScope)
    .min(1)
    .max(KeyScope.options.length)
    .default(['client'])
    .meta({ description: 'A key of an operator has operator, and client too if it registers and reads jobs.' }),
  limits: limits
    .default({})
    .meta({ description: 'In place of those of the stage; a limit that is left out is the stage’s.' }),
});

/** Body of `POST /api/v1/keys/{key_id}/limits`. */
export const keyLimitsRequest = limits.meta({
  description: 'All that the key has from now on; a limit that is left out is the stage’s.',
});

export const Spent = z.object({
  period: z.string().meta({ examples: ['2026-03-01', '2026-03'] }),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int().meta({ description: 'By the client; one that it deleted before its end is not counted.' }),
  audio_seconds: z.number(),
  usd: z.number().meta({ description: 'What completed jobs cost, as their results say.' }),
});

/** In UTC; what ended is counted with its end. */
export const TenantUsage = z.object({ tenant: z.string(), day: Spent, month: Spent });
export type TenantUsage = z.infer<typeof TenantUsage>;

const limit = (description: string) => z.number().nullable().meta({ description });
export const TenantLimits = z.object({
  tenant: z.string(),
  audio_hours_per_day: limit('Of completed jobs, in a day of UTC. Null: as many as come.'),
  usd_per_month: limit('Of completed jobs, in a month of UTC. Null: whatever it costs.'),
  concurrent_jobs: limit('In the queue or at work at once; those beyond it are held. Null: as many as come.'),
});
export type TenantLimits = z.infer<typeof TenantLimits>;

/** A client changes its key within a day, or says how long it takes. */
const MAX_OVERLAP_HOURS = 720;
const OVERLAP_HOURS = 24;

/** Body of `POST /api/v1/keys/{key_id}/rotate`. */
export const keyRotationRequest = z.strictObject({
  overlap_hours: z
    .number()
    .min(0)
    .max(MAX_OVERLAP_HOURS)
    .default(OVERLAP_HOURS)
    .meta({ description: 'How long the old key is valid too; 0 ends it at once.' }),
});
