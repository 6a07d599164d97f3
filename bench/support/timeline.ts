/** Where the time of one job went, from its rows, its usage, its worker's log and the receiver. */
import type { JobRow } from '../../core/contracts/job-row.ts';
import { type Delivered, jobRow } from './jobs.ts';
import type { Running } from './stack.ts';
import { loggedAt, processBegan, workerNamed } from './workers.ts';

/** Seconds, one after the other; together they are the time from upload to webhook. */
export type Timeline = {
  event: number;
  queue: number;
  launch: number;
  boot: number;
  claim: number;
  download: number;
  engine: number;
  transcribe: number;
  results: number;
  delivery: number;
};

type Stage = { key: keyof Timeline; name: string };

const EVENT: Stage = { key: 'event', name: 'event: S3 → queue → Lambda → job row' };
const DOWNLOAD: Stage = { key: 'download', name: 'download' };
const LATER: Stage[] = [
  { key: 'results', name: 'results: JSON and webhook body to S3, job row' },
  { key: 'delivery', name: 'delivery: first attempt, signed and received' },
];

export const STAGES: Record<'warm' | 'cold', Stage[]> = {
  warm: [EVENT, { key: 'queue', name: 'queue: message → claim' }, DOWNLOAD, ...LATER],
  cold: [
    EVENT,
    { key: 'launch', name: 'launch: sizing, CreateFleet → process start' },
    { key: 'boot', name: 'boot: process start → first log line' },
    { key: 'claim', name: 'claim: first log line → claim' },
    DOWNLOAD,
    { key: 'engine', name: 'engine: start and model load beyond the download' },
    ...LATER,
  ],
};

/** What the service adds: all but transcribing. */
export function overheadOf({ transcribe, ...others }: Timeline): number {
  return Object.values(others).reduce((sum, seconds) => sum + seconds, 0);
}

/**
 * @param worker `cold` if the job's worker was launched for it
 * @returns stages that may be below 0 by milliseconds: S3 can tell the Lambda before it has answered the client
 */
export async function timelineOf(running: Running, job: Delivered, worker: 'warm' | 'cold'): Promise<Timeline> {
  const row = await jobRow(running.outputs, job.document.job_id);
  const [taken, claimed, finished] = [at(row.uploaded_at), at(row.started_at), at(row.finished_at)];
  const { download_seconds: download, transcribe_seconds: transcribe } = job.document.usage;
  const begin = worker === 'cold' ? await coldBegin(running, row) : { ...NO_BOOT, queue: seconds(taken, claimed) };
  const { engineReady, ...beginning } = begin;
  const engine = Math.max(0, seconds(claimed, engineReady) - download);
  return {
    ...beginning,
    event: seconds(job.uploadedAt, taken),
    download,
    engine,
    transcribe,
    results: seconds(claimed, finished) - download - engine - transcribe,
    delivery: seconds(finished, job.receivedAt),
  };
}

type Beginning = Pick<Timeline, 'queue' | 'launch' | 'boot' | 'claim'> & { engineReady: Date };

const NO_BOOT: Omit<Beginning, 'queue'> = { launch: 0, boot: 0, claim: 0, engineReady: new Date(0) };

async function coldBegin(running: Running, row: JobRow): Promise<Beginning> {
  const worker = await workerNamed(running, row.instance_id ?? '');
  const [begun, speaks] = [processBegan(worker), loggedAt(worker, 'worker started')];
  return {
    queue: 0,
    launch: seconds(at(row.uploaded_at), begun),
    boot: seconds(begun, speaks),
    claim: seconds(speaks, at(row.started_at)),
    engineReady: loggedAt(worker, 'engine ready'),
  };
}

const at = (time: string | undefined) => new Date(time ?? Number.NaN);

const seconds = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 1000;
