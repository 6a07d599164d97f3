/**
 * What one deployment of the service is like. A stage file in `stages/` gives what differs from the defaults here; every
 * field is checked when the templates are made, so a wrong value never reaches an account.
 */
import { z } from 'zod';
import { InstancePrices, Market } from '../core/contracts/settings.ts';
import { StageBuckets } from './stage-buckets.ts';
import { haveOwnPlaces, LONGEST_SLUG, Model } from './stage-model.ts';
import {
  Alarms,
  Api,
  Capacity,
  Image,
  InstanceType,
  Limits,
  Live,
  LocalOnly,
  LostUploads,
  Page,
  Retention,
  Seconds,
  Webhooks,
} from './stage-parts.ts';

const LOCAL_STAGE = 'local';
/** What the role that Image Builder has in every account may write to: AWSServiceRoleForImageBuilder. */
const IMAGE_BUILDER_PARAMETERS = '/imagebuilder/';
/** CloudWatch Logs accepts these numbers of days and no others. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2557, 3653,
] as const;

const Fields = z.strictObject({
  /** Name of the deployment; part of every physical name, except in `production`. */
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected lower-case letters, digits and hyphens, at most 20'),
  /** AWS region of everything. */
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected an AWS region such as "eu-north-1"'),
  /** Availability zones that get a subnet. Written out, as looking them up needs an account; more zones, more spot pools. */
  zones: z.array(z.string()).min(1),

  /**
   * Worker types; on demand in order of preference, while spot takes what is cheap and likely to last, whichever comes first
   * (docs/cost.md). Default: the smallest GPU types of three generations, all with 16 GB or more.
   */
  instanceTypes: z.array(InstanceType).min(1).default(['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge']),
  /** Workers alive at once. Default 10: 40 vCPUs, within what a first quota increase grants. */
  maxWorkers: z.int().positive().default(10),
  /** Purchase options in the order they are tried. Default spot, then on demand for what spot cannot give. */
  markets: z
    .array(Market)
    .min(1)
    .refine((markets) => new Set(markets).size === markets.length, 'expected each purchase option once')
    .default(['spot', 'on-demand']),
  /** USD per hour by instance type and purchase option, where they differ from lib/prices.ts. Default: none. */
  prices: InstancePrices.default({}),
  /** Waiting jobs that justify one worker. Default 1: nobody waits for another's file. */
  waitingJobsPerWorker: z.int().positive().default(1),
  /** Seconds a worker waits for its next job before it ends. Default 0: an idle GPU is never paid for. */
  idleSeconds: z.int().nonnegative().default(0),
  /** Jobs after which a worker ends, cancelled ones not counted; 0 means no limit. Default 1: one upload, one worker. */
  jobsPerWorker: z.int().nonnegative().default(1),
  /**
   * Jobs with files of at most 2 MB that a worker which may do several jobs has side by side: while one is fetched or stored the GPU
   * hears the others, in common batches. Default 4; 1 does one after the other.
   */
  shortJobsAtOnce: z.int().min(1).max(16).default(4),
  capacity: Capacity.prefault({}),
  lostUploads: LostUploads.prefault({}),
  /** Age at which a worker is terminated, whatever it does. Default 12 h: above the 11 h that one job may take. */
  maxLifetimeSeconds: Seconds.default(43_200),
  /**
   * SSM parameter that holds the id of the worker's machine image, read by EC2 at each launch; also the name of the log
   * group that workers of this image write to. Below /imagebuilder/ Image Builder may write it with its own role.
   */
  imageParameter: z
    .string()
    .regex(/^\/[\w./-]+$/, 'expected the name of an SSM parameter, starting with /')
    .default('/imagebuilder/transcription/worker-image'),
  /** Size of a worker's disk in GiB. Default 60: image, model and the largest upload. */
  volumeGib: z.int().min(8).default(60),
  /**
   * MiB/s at which a worker's disk is filled from the image, 100 to 300, billed by launch (docs/cost.md). Default: none;
   * blocks then come when they are first read, at no charge.
   */
  volumeInitializationMibps: z.int().min(100).max(300).optional(),
  image: Image.prefault({}),

  /** What jobs get that name no model. */
  model: Model.prefault({}),
  /**
   * Models that jobs may name beside it. Each has a queue, an image that is built like the default's, and workers of its own, which
   * share maxWorkers and the budget. Default: none; 3 at most, as a Lambda's environment holds 4 KB.
   */
  furtherModels: z.array(Model).max(3).default([]),
  limits: Limits.prefault({}),
  /** Webhook bodies above this many bytes carry a link instead of the text. Default 5 MB: what receivers accept. */
  maxWebhookBytes: z.int().positive().default(5_000_000),
  live: Live.prefault({}),
  webhooks: Webhooks.prefault({}),

  /** Name of the bucket. Default: CloudFormation makes one, as bucket names are unique in all of AWS. */
  bucketName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'expected 3 to 63 lower-case letters, digits and hyphens')
    .optional(),
  /** Buckets beside it whose objects jobs may name by `s3_uri`, each for some tenants (docs/deploy.md). Default: none. */
  furtherBuckets: StageBuckets,
  /** What happens to bucket, table and key when their stack is deleted. Default retain: they hold clients' work. */
  removal: z.enum(['retain', 'destroy']).default('retain'),
  retention: Retention.prefault({}),
  /** Days that logs are kept. Default 30. */
  logRetentionDays: z.literal(LOG_RETENTION_DAYS).default(30),
  api: Api.prefault({}),
  page: Page.prefault({}),
  alarms: Alarms.prefault({}),
  localOnly: LocalOnly.prefault({}),
});

/** Rules between fields; each runs even if other fields are wrong, so that one run names everything. */
const StageConfig = Fields.refine(({ region, zones }) => zones.every((zone) => zone.startsWith(region)), {
  path: ['zones'],
  error: ({ input }) => `expected zones of region ${(input as { region: string }).region}`,
  when: ({ value }) => Fields.pick({ region: true, zones: true }).loose().safeParse(value).success,
})
  .refine(({ region, image }) => image.zone?.startsWith(region) ?? true, {
    path: ['image', 'zone'],
    error: ({ input }) => `expected a zone of region ${(input as { region: string }).region}`,
    when: ({ value }) => Fields.pick({ region: true, image: true }).loose().safeParse(value).success,
  })
  .refine(({ stage, localOnly }) => stage === LOCAL_STAGE || Object.values(localOnly).every((on) => !on), {
    path: ['localOnly'],
    error: `expected every switch false: they weaken the service and are for stage "${LOCAL_STAGE}"`,
    when: ({ value }) => Fields.pick({ stage: true, localOnly: true }).loose().safeParse(value).success,
  })
  .refine(({ image, imageParameter }) => !image.build || imageParameter.startsWith(IMAGE_BUILDER_PARAMETERS), {
    path: ['imageParameter'],
    error: `expected a name that starts with ${IMAGE_BUILDER_PARAMETERS}, as Image Builder may write no other; or image.build false`,
    when: ({ value }) => Fields.pick({ image: true, imageParameter: true }).loose().safeParse(value).success,
  })
  .refine(({ model, furtherModels }) => haveOwnPlaces([model, ...furtherModels].map(({ name }) => name)), {
    path: ['furtherModels'],
    error: `expected names that differ in letters and digits, of ${LONGEST_SLUG} characters at most, as queues and images are named by them`,
    when: ({ value }) => Fields.pick({ model: true, furtherModels: true }).loose().safeParse(value).success,
  })
  .refine(({ bucketName, furtherBuckets }) => furtherBuckets.every(({ name }) => name !== bucketName), {
    path: ['furtherBuckets'],
    error: "expected other buckets than the stage's own, which holds the uploads and results of all tenants",
    when: ({ value }) => Fields.pick({ bucketName: true, furtherBuckets: true }).loose().safeParse(value).success,
  });
export type StageConfig = z.output<typeof StageConfig>;
/** What a stage file writes: fields with a default may be left out. */
export type StageFile = z.input<typeof StageConfig>;

/** The stage configuration is wrong; the message names every wrong field at once. */
export class StageConfigError extends Error {
  override name = 'StageConfigError';
}

/** @throws StageConfigError naming each wrong field and what was expected there */
export function parseStageConfig(stageName: string, fields: unknown): StageConfig {
  const parsed = StageConfig.safeParse(fields);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(all)'}: ${issue.message}`);
  throw new StageConfigError(
    `stage "${stageName}" is wrong in ${wrong.length} place(s):\n${wrong.join('\n')}\ncorrect lib/stages/${stageName}.ts or the context "overrides"`,
  );
}
