/** A whole service in memory, on one virtual clock: what the Lambdas and the workers share, and how each of them runs. */
import { setMaxListeners } from 'node:events';
import { classifyHost } from '../../adapters/http/addresses.ts';
import { webhookSigner } from '../../adapters/http/webhook-signer.ts';
import { hashId, hmac } from '../../adapters/system.ts';
import type { JobRow } from '../../core/contracts/job-row.ts';
import type { KeyLimits } from '../../core/contracts/key-row.ts';
import { DeliveryMessage, UploadsMessage } from '../../core/contracts/messages.ts';
import type {
  FleetSettings,
  FurtherBucket,
  ModelSettings,
  UploadSearchSettings,
} from '../../core/contracts/settings.ts';
import { acceptUpload } from '../../core/intake/accept-upload.ts';
import type { ReceiveUpload } from '../../core/intake/receive-upload.ts';
import { type RegisterCallback, registerCallback } from '../../core/intake/register-callback.ts';
import { requestJob } from '../../core/intake/request-job.ts';
import type { GetJob } from '../../core/job/get.ts';
import type { Upload } from '../../core/job/new-job.ts';
import { reconcile } from '../../core/reconcile/reconcile.ts';
import type { Clock } from '../../core/shared/ports.ts';
import type { ServedModels } from '../../core/transcript/served-models.ts';
import { deliverWebhook } from '../../core/webhook/deliver.ts';
import { Places } from '../../core/worker/places.ts';
import { type Circumstances, runJob } from '../../core/worker/run.ts';
import type { WorkLoop } from '../../core/worker/work-loop.ts';
import type { ReconcileOn } from '../../lambdas/reconcile/reconcile-on.ts';
import { MemoryBucketFiles } from './memory/bucket-files.ts';
import { VirtualClock } from './memory/clock.ts';
import { MemoryCompute } from './memory/compute.ts';
import { MemoryEngine } from './memory/engine.ts';
import { MemoryJobQueues } from './memory/job-queues.ts';
import { MemoryLive } from './memory/live.ts';
import { MemoryLog } from './memory/log.ts';
import { MemoryObjects } from './memory/objects.ts';
import { MemoryScratch } from './memory/scratch.ts';
import { memorySealer } from './memory/sealer.ts';
import { MemoryTable } from './memory/table.ts';
import { MemoryUploadLinks } from './memory/upload-links.ts';
import { MemoryWebFiles } from './memory/web-files.ts';
import { MemoryTransport } from './memory/webhook-transport.ts';
import { MemoryWorkQueue } from './memory/work-queue.ts';
import { makeInstance } from './records.ts';

export type Everything = RegisterCallback & ReceiveUpload & ReconcileOn & WorkLoop & GetJob;
export type World = ReturnType<typeof makeWorld>;

export const SECRET = 'a secret of the receiver';
export const NEVER_STOPPED = new AbortController().signal;
// Processes that die in a test never stop listening.
setMaxListeners(0, NEVER_STOPPED);

export const FLEET: FleetSettings = {
  max_workers: 4,
  waiting_jobs_per_worker: 1,
  instance_types: ['g4dn.xlarge', 'g5.xlarge'],
  subnet_ids: ['subnet-1', 'subnet-2'],
  markets: ['spot', 'on-demand'],
  max_lifetime_seconds: 12 * 3600,
  first_wait_seconds: 15,
  longest_wait_seconds: 900,
  give_up_seconds: 72 * 3600,
};

export const DEMO: ModelSettings = { name: 'demo', languages: ['en', 'sv'], tasks: ['transcribe'] };

export const SWEEP: UploadSearchSettings = {
  every_seconds: 3600,
  settle_seconds: 900,
  longest_upload_seconds: 3 * 86_400,
};

type Models = ServedModels<ModelSettings>;

/** @param models that the stage serves */
export function makeWorld({ clock = new VirtualClock(), log = new MemoryLog(), models = [DEMO] as Models } = {}) {
  let registrations = 0;
  let ids = 0;
  const objects = new MemoryObjects({ clock });
  const twins = {
    clock,
    log,
    table: new MemoryTable(),
    live: new MemoryLive(),
    objects,
    listing: objects,
    uploadLinks: new MemoryUploadLinks(objects),
    uploads: new MemoryWorkQueue(clock, { schema: UploadsMessage, log }),
    jobs: new MemoryJobQueues(clock, log, names(models).slice(1)),
    deliveries: new MemoryWorkQueue(clock, { schema: DeliveryMessage, log }),
    compute: new MemoryCompute(clock),
    engine: new MemoryEngine(clock),
    transport: new MemoryTransport(clock),
    scratch: new MemoryScratch(),
    web: new MemoryWebFiles(clock),
    buckets: new MemoryBucketFiles(),
  };
  const settings = {
    stage: 'test',
    bucket: 'bucket',
    furtherBuckets: [] as FurtherBucket[],
    fleet: { ...FLEET },
    searchSettings: { ...SWEEP },
    model: models[0],
    models,
    prices: { 'g4dn.xlarge': { spot: 0.36 } },
    uploadLimits: { max_bytes: 5_000_000, max_duration_seconds: 36_000 },
    keyLimits: {} as KeyLimits,
    registrationDays: 90,
    callbackRules: { allow_loopback_http: false, ports: [443, 8443] },
    webhook_limits: { rate_per_second: 20, burst: 100, max_in_flight: 5 },
    max_webhook_bytes: 5_000_000,
    workerSettings: { idle_seconds: 0, jobs_per_worker: 0 },
  };
  const helpers = {
    sealer: memorySealer,
    signer: webhookSigner,
    classifyHost,
    resolveHost: async (): Promise<string[]> => [],
    hash: hashId,
    random: () => 0.5,
    jobsUnder: (prefix: string) => twins.table.jobsUnder(prefix),
    mac: hmac,
    newSecret: () => 'a secret of 32 characters at least',
    newId: () => `id-${++ids}`,
    newCallbackId: () => `callback-${++registrations}`,
  };
  return { ...twins, ...settings, ...helpers };
}

const names = (models: Models) => models.map(({ name }) => name);

/** The dependencies of a worker on an instance of that name, which serves one of the world's models. */
export function workerOn(world: World, instance_id = 'i-worker', model = world.model): Everything {
  const jobs = model === world.model ? world.jobs : world.jobs.of(model.name);
  return { ...world, worker: makeInstance(instance_id), model, jobs };
}

export async function givenRegistration(world: World, request: object = {}): Promise<string> {
  const body = { callback_url: 'https://receiver.example/hook', callback_secret: SECRET, ...request };
  const caller = { tenant: 'default', api_base: 'https://api.example/prod' };
  return (await registerCallback(world, body, caller)).callback_id;
}

/** Puts an object and gives the event that S3 would send. */
export function givenUpload(world: World, path: string, { body = 'audio', metadata = {} } = {}): Upload {
  const s3_key = `transcription_upload/${path}`;
  const version = world.objects.upload(s3_key, body, metadata);
  const upload = { bucket: world.bucket, s3_key, size_bytes: Buffer.byteLength(body) };
  return { ...upload, s3_version_id: version, upload_version: version };
}

/** A job that waits in the queue. */
export async function givenQueuedJob(world: World, { registered = true } = {}): Promise<JobRow> {
  const path = registered ? `${await givenRegistration(world)}/talk.mp3` : 'talk.mp3';
  const accepted = await acceptUpload({ ...workerOn(world) }, givenUpload(world, path));
  if (accepted.kind !== 'queued') throw new Error(`the upload was ${accepted.kind}, expected it queued`);
  return jobIn(world, accepted.job_id);
}

/** A job that waits in the queue for a worker to fetch its file. */
export async function givenWebJob(world: World, request: object = {}): Promise<JobRow> {
  const url = 'https://media.example/talks/my%20talk.mp3?token=secret';
  const body = { url, webhook_url: 'https://receiver.example/hook', webhook_secret: SECRET, ...request };
  const caller = { tenant: 'default', api_base: 'https://api.example/prod' };
  return jobIn(world, await requestJob(world, body, caller));
}

export async function jobIn(world: World, jobId: string): Promise<JobRow> {
  const row = await world.table.get(jobId);
  if (row?.kind !== 'job') throw new Error(`there is no job ${jobId}`);
  return row;
}

/** Of a worker that has one job at a time. */
export function circumstances({ clock }: { clock: Clock }, given: Partial<Circumstances> = {}): Circumstances {
  const places = new Places(1, clock);
  const takePlace: Circumstances['takePlace'] = (job) => places.take(job);
  return { startUp: undefined, shutdown: NEVER_STOPPED, drain: NEVER_STOPPED, takePlace, ...given };
}

/** A worker takes one message, if there is one, and works on it to the end. */
export async function workOnce(deps: Everything, shutdown: AbortSignal = NEVER_STOPPED): Promise<boolean> {
  const message = await deps.jobs.receive({ wait_seconds: 0 });
  if (!message) return false;
  const run = await runJob(deps, message, circumstances(deps, { shutdown }));
  await run.finish();
  return true;
}

/** The Lambda behind queue `deliveries`, until the queue shows nothing. */
export async function deliverWaiting(deps: World): Promise<void> {
  for (;;) {
    const message = await deps.deliveries.receive({ wait_seconds: 0 });
    if (!message) return;
    await deliverWebhook(deps, message.body);
    await deps.deliveries.delete(message.receipt);
  }
}

/** The service goes on for some minutes with one healthy worker, `reconcile` every minute and the delivery Lambda. */
export async function carryOn(world: World, minutes = 15): Promise<void> {
  const healthy = workerOn(world, 'i-healthy');
  for (let minute = 0; minute < minutes; minute += 1) {
    await world.clock.advance(60);
    await reconcile(healthy);
    while (await world.clock.until(workOnce(healthy)));
    await deliverWaiting(world);
  }
}
