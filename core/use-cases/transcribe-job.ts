/** From a held job to its result document in S3. */
import { type StoredDocument, StoredDocument as StoredDocumentSchema } from '../contracts/document.ts';
import type { Segment } from '../contracts/engine-protocol.ts';
import type { InstancePrices, ModelSettings, UploadLimits } from '../contracts/settings.ts';
import { JobFailure, ObjectMissingError } from '../errors.ts';
import { progressed } from '../job.ts';
import { resultKey } from '../object-keys.ts';
import { engineOptions } from '../options.ts';
import type { Clock, Engine, LaunchedInstance, Log, Objects, Scratch } from '../ports.ts';
import { FORMS } from '../result-forms.ts';
import type { Table } from '../table.ts';
import { iso, secondsBetween } from '../time.ts';
import { completeDocument, type Transcription, type UploadedJob } from '../transcript.ts';
import { usageOf } from '../usage.ts';
import { JOB_SECONDS, timeLimit, wallSeconds } from './time-limit.ts';

export type TranscribeJob = {
  table: Table;
  objects: Objects;
  engine: Engine;
  scratch: Scratch;
  clock: Clock;
  log: Log;
  model: ModelSettings;
  limits: UploadLimits;
  worker: LaunchedInstance;
  prices: InstancePrices;
};

/** What the worker's own start cost, charged to its first job; undefined for later ones. */
export type StartUp = { boot_seconds: number } | undefined;

/** The row is told how far a job is at most this often. */
const PROGRESS_SECONDS = 5;

/**
 * Transcribes a job, or adopts the result that an earlier attempt left.
 *
 * @throws JobFailure for a reason the client is told
 */
export async function transcribeJob(
  deps: TranscribeJob,
  job: UploadedJob,
  startUp: StartUp,
  signal: AbortSignal,
): Promise<StoredDocument> {
  const earlier = job.attempt > 1 ? await storedDocument(deps.objects, job) : undefined;
  if (earlier) return earlier;
  const document = await produce(deps, job, startUp, signal);
  const key = resultKey(job, 'json');
  const { content_type, render } = FORMS.json;
  const put = await deps.objects.put(key, render(document), { content_type, if_absent: true });
  return put === 'exists' ? ((await storedDocument(deps.objects, job)) ?? document) : document;
}

/** The result an attempt has put into S3, if any. */
export async function storedDocument(objects: Objects, job: UploadedJob): Promise<StoredDocument | undefined> {
  const text = await objects.getText(resultKey(job, 'json'));
  return text === undefined ? undefined : StoredDocumentSchema.parse(JSON.parse(text));
}

async function produce(
  deps: TranscribeJob,
  job: UploadedJob,
  startUp: StartUp,
  signal: AbortSignal,
): Promise<StoredDocument> {
  const scratch = await deps.scratch.make(job.size_bytes ?? 0);
  try {
    const begun = deps.clock.now();
    await download(deps, job, scratch.path, signal);
    const downloaded = deps.clock.now();
    const transcription = await transcribeWithRetry(deps, job, scratch.path, signal);
    const processing_seconds = secondsBetween(job.started_at ?? iso(begun), iso(deps.clock.now()));
    const download_seconds = secondsBetween(iso(begun), iso(downloaded));
    const spent = { ...(await startUpCosts(deps, startUp)), download_seconds, processing_seconds };
    const usage = usageOf(job, transcription.done, { ...deps.worker, prices: deps.prices }, spent);
    return completeDocument(job, transcription, { model: deps.model.name, usage, processing_seconds });
  } finally {
    await scratch.remove();
  }
}

async function download(deps: TranscribeJob, job: UploadedJob, path: string, signal: AbortSignal): Promise<void> {
  const version = job.s3_version_id ? { version_id: job.s3_version_id } : {};
  try {
    await deps.objects.download({ key: job.s3_key, ...version }, path, signal);
  } catch (error) {
    if (!(error instanceof ObjectMissingError)) throw error;
    throw new JobFailure('download_failed', 'the file was removed before it could be read; upload it again');
  }
}

/** A crash of the engine is tried once more on this worker; a file that crashes it twice is failed. */
async function transcribeWithRetry(
  deps: TranscribeJob,
  job: UploadedJob,
  path: string,
  signal: AbortSignal,
): Promise<Transcription> {
  try {
    return await transcribe(deps, job, path, signal);
  } catch (error) {
    if (!(error instanceof JobFailure) || error.code !== 'engine_crashed' || signal.aborted) throw error;
    deps.log.warn('the engine crashed; the file is tried once more', { job_id: job.job_id, reason: error.message });
    return transcribe(deps, job, path, signal);
  }
}

async function transcribe(
  deps: TranscribeJob,
  job: UploadedJob,
  path: string,
  signal: AbortSignal,
): Promise<Transcription> {
  const segments: Segment[] = [];
  const report = progressReporter(deps, job);
  const limit = timeLimit(deps.clock, JOB_SECONDS);
  let duration = 0;
  // A file's header may announce less than the file holds.
  const heard = (seconds: number) => {
    duration = Math.max(duration, seconds);
    limit.allow(Math.min(JOB_SECONDS, wallSeconds(duration)));
  };
  const work = deps.engine.transcribe({
    job_id: job.job_id,
    audio_path: path,
    max_duration_seconds: deps.limits.max_duration_seconds,
    options: engineOptions(job.options, deps.model),
    on_started: heard,
    on_segment: (segment) => {
      segments.push(segment);
      heard(segment.end);
      report(segment.end, duration);
    },
    signal: AbortSignal.any([signal, limit.signal]),
  });
  return { segments, done: await work.finally(limit.release) };
}

/** Progress is for the reader's comfort: a write of it that fails is left to the next one. */
function progressReporter(deps: TranscribeJob, job: UploadedJob) {
  let next = deps.clock.now().getTime() + PROGRESS_SECONDS * 1000;
  return (seconds_done: number, duration_seconds: number) => {
    const now = deps.clock.now();
    if (now.getTime() < next) return;
    next = now.getTime() + PROGRESS_SECONDS * 1000;
    deps.table.write(progressed(job, { seconds_done, duration_seconds }, now)).catch((error) => {
      deps.log.warn('progress could not be written', { job_id: job.job_id, error });
    });
  };
}

async function startUpCosts(deps: TranscribeJob, startUp: StartUp) {
  const model = startUp && (await deps.engine.ready());
  return { boot_seconds: startUp?.boot_seconds ?? 0, model_load_seconds: model?.load_seconds ?? 0 };
}
