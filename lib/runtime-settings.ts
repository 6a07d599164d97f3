/** Parts of the stage configuration in the shape that the running code reads (`core/contracts/settings.ts`). */
import type { KeyLimits } from '../core/contracts/key-row.ts';
import type {
  CallbackRules,
  ModelSettings,
  UploadLimits,
  UploadSearchSettings,
  UserData,
  WebhookLimits,
} from '../core/contracts/settings.ts';
import { ENV } from '../core/shared/env.ts';
import { DAY_SECONDS } from '../core/shared/time.ts';
import { instancePrices } from './prices.ts';
import { bucketSettings } from './stage-buckets.ts';
import type { StageConfig } from './stage-config.ts';
import type { StorageStack } from './storage-stack.ts';

export function callbackRules(config: StageConfig): CallbackRules {
  return { allow_loopback_http: config.localOnly.allowLoopbackHttp, ports: config.webhooks.ports };
}

export function webhookLimits({ webhooks }: StageConfig): WebhookLimits {
  return {
    rate_per_second: webhooks.requestsPerSecond,
    burst: webhooks.burst,
    max_in_flight: webhooks.maxInFlight,
  };
}

export function keyLimits({ limits }: StageConfig): KeyLimits {
  const { audioHoursPerDay, usdPerMonth, concurrentJobs } = limits;
  return { audio_hours_per_day: audioHoursPerDay, usd_per_month: usdPerMonth, concurrent_jobs: concurrentJobs };
}

export function uploadLimits(config: StageConfig): UploadLimits {
  return { max_bytes: config.limits.maxBytes, max_duration_seconds: config.limits.maxDurationSeconds };
}

export function uploadSearchSettings({ lostUploads, retention }: StageConfig): UploadSearchSettings {
  return {
    every_seconds: lostUploads.everySeconds,
    settle_seconds: lostUploads.settleSeconds,
    // S3 drops what was not finished in so many days, at the midnight after.
    longest_upload_seconds: (retention.unfinishedUploadDays + 1) * DAY_SECONDS,
  };
}

export function modelSettings({ model }: Pick<StageConfig, 'model'>): ModelSettings {
  return { name: model.name, languages: model.languages, tasks: model.tasks, engine: model.engine };
}

/** For a Lambda's environment; nothing where the stage serves one model. */
export function furtherModels({ furtherModels: models }: StageConfig) {
  if (models.length === 0) return {};
  return { [ENV.furtherModels]: JSON.stringify(models.map((model) => modelSettings({ model }))) };
}

/** For a Lambda's environment; nothing where the stage has none. */
export function furtherBuckets({ furtherBuckets: buckets }: StageConfig) {
  return buckets.length === 0 ? {} : { [ENV.furtherBuckets]: JSON.stringify(bucketSettings(buckets)) };
}

export interface WorkerPlaces {
  readonly storage: StorageStack;
  readonly liveTableName: string;
  readonly jobsQueueUrl: string;
  readonly deliveriesQueueUrl: string;
  /** Where the worker's code is; undefined means the image's own copy. */
  readonly code: UserData['code'];
}

export function workerSettings(config: StageConfig, places: WorkerPlaces): UserData {
  const { source, revision } = config.model;
  return {
    schema: 1,
    stage: config.stage,
    region: config.region,
    table_name: places.storage.table.tableName,
    bucket_name: places.storage.bucket.bucketName,
    live_table_name: places.liveTableName,
    jobs_queue_url: places.jobsQueueUrl,
    deliveries_queue_url: places.deliveriesQueueUrl,
    secrets_key_arn: places.storage.secretsKey.keyArn,
    model: { ...modelSettings(config), source, ...(revision && { revision }) },
    idle_seconds: config.idleSeconds,
    jobs_per_worker: config.jobsPerWorker,
    short_jobs_at_once: config.shortJobsAtOnce,
    max_lifetime_seconds: config.maxLifetimeSeconds,
    limits: uploadLimits(config),
    max_webhook_bytes: config.maxWebhookBytes,
    callback_rules: callbackRules(config),
    webhook_limits: webhookLimits(config),
    prices: instancePrices(config.region, config.instanceTypes, config.prices),
    ...(config.furtherBuckets.length > 0 && { further_buckets: bucketSettings(config.furtherBuckets) }),
    ...(places.code && { code: places.code }),
  };
}
