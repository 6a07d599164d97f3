/** From a held job to its results in S3. */
import type { StoredDocument } from '../contracts/document.ts';
import type { SourcedJob } from '../contracts/job-row.ts';
import type { ResultFormat } from '../contracts/options.ts';
import type { InstancePrices } from '../contracts/settings.ts';
import { storedDocument } from '../job/stored-result.ts';
import { resultKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { LaunchedInstance } from '../shared/ports.ts';
import { sourceName } from '../shared/source.ts';
import { iso, secondsBetween } from '../shared/time.ts';
import { FORMATS } from '../transcript/formats.ts';
import { resultFormats } from '../transcript/options.ts';
import { asAsked, completeDocument } from '../transcript/transcript.ts';
import { secondsOfEarlierAttempts, usageOf } from '../transcript/usage.ts';
import { type FetchSource, fetchSource } from './fetch-source.ts';
import { type LeaveSignals, type RunEngine, runEngine } from './run-engine.ts';

export type TranscribeJob = RunEngine &
  FetchSource & {
    objects: Objects;
    worker: LaunchedInstance;
    prices: InstancePrices;
  };

/** What the worker's own start cost, charged to its first job; undefined for later ones. */
export type StartUp = { boot_seconds: number } | undefined;

/**
 * Transcribes a job, or adopts the result that an earlier attempt left.
 *
 * @returns the document; it stands in S3, and with it every other format that was asked for
 * @throws JobFailure for a reason the client is told
 */
export async function transcribeJob(
  deps: TranscribeJob,
  job: SourcedJob,
  startUp: StartUp,
  leave: LeaveSignals,
): Promise<StoredDocument> {
  const earlier = job.attempt > 1 ? await storedDocument(deps.objects, job) : undefined;
  const heard = earlier ?? (await produceFirst(deps, job, startUp, leave));
  const others = resultFormats(job.options).filter((format) => format !== 'json');
  await Promise.all(others.map((format) => put(deps, job, format, heard)));
  return asAsked(heard, job.options);
}

/** The first document stays: an attempt that wakes up after another must not change it. */
async function produceFirst(
  deps: TranscribeJob,
  job: SourcedJob,
  startUp: StartUp,
  leave: LeaveSignals,
): Promise<StoredDocument> {
  const heard = await produce(deps, job, startUp, leave);
  const isFirst = (await put(deps, job, 'json', heard)) === 'written';
  return isFirst ? heard : ((await storedDocument(deps.objects, job)) ?? heard);
}

/** An attempt that adopts a document knows no more than what is stored of it, so what is there stays. */
function put(deps: TranscribeJob, job: SourcedJob, format: ResultFormat, heard: StoredDocument) {
  const { content_type, render } = FORMATS[format];
  return deps.objects.put(resultKey(job, format), render(heard, job.options), { content_type, if_absent: true });
}

async function produce(
  deps: TranscribeJob,
  asked: SourcedJob,
  startUp: StartUp,
  leave: LeaveSignals,
): Promise<StoredDocument> {
  const scratch = await deps.scratch.make(asked.size_bytes ?? 0, sourceName(asked));
  try {
    const begun = deps.clock.now();
    const job = await fetchSource(deps, asked, scratch.path, AbortSignal.any([leave.drop, leave.stop]));
    const downloaded = deps.clock.now();
    const transcription = await runEngine(deps, job, scratch.path, leave);
    const processing_seconds = secondsBetween(job.started_at ?? iso(begun), iso(deps.clock.now()));
    const download_seconds = secondsBetween(iso(begun), iso(downloaded));
    const own_seconds = processing_seconds * deps.place.share();
    const spent = { ...(await startUpCosts(deps, startUp)), download_seconds, own_seconds };
    const usage = usageOf(job, transcription.done, { ...deps.worker, prices: deps.prices }, spent);
    const facts = {
      model: deps.model.name,
      usage,
      processing_seconds: secondsOfEarlierAttempts(job) + processing_seconds,
    };
    return completeDocument(job, transcription, facts);
  } finally {
    await scratch.remove();
  }
}

async function startUpCosts(deps: TranscribeJob, startUp: StartUp) {
  const model = startUp && (await deps.engine.ready());
  return { boot_seconds: startUp?.boot_seconds ?? 0, model_load_seconds: model?.load_seconds ?? 0 };
}
