/** What the view asks of the service. */
import type {
  CompleteOutcome,
  EditedDocument,
  Job,
  LongTranscript,
  Version,
  VersionRequest,
} from '../../clients/typescript/index.ts';
import { api } from '../shared/session.ts';
import { type Transcript, transcriptOf } from './transcript.ts';
import { words } from './words.ts';

export type TextFormat = 'txt' | 'srt' | 'vtt' | 'tsv' | 'json';

const path = (job_id: string) => ({ path: { job_id } });

export async function getJob(job_id: string, signal?: AbortSignal): Promise<Job> {
  return (await api().GET('/api/v1/jobs/{job_id}', { params: path(job_id), ...(signal && { signal }) })).data;
}

export async function retryJob(job_id: string): Promise<Job> {
  return (await api().POST('/api/v1/jobs/{job_id}/retry', { params: path(job_id) })).data;
}

export async function cancelJob(job_id: string): Promise<Job> {
  return (await api().POST('/api/v1/jobs/{job_id}/cancel', { params: path(job_id) })).data;
}

export async function listVersions(job_id: string): Promise<Version[]> {
  return (await api().GET('/api/v1/jobs/{job_id}/versions', { params: path(job_id) })).data.versions;
}

export async function saveVersion(job_id: string, body: VersionRequest): Promise<Version> {
  return (await api().POST('/api/v1/jobs/{job_id}/versions', { params: path(job_id), body })).data;
}

export async function getTranscript(job_id: string, version: number | 'latest'): Promise<Transcript> {
  const query = { format: 'json', version: String(version) } as const;
  const { data } = await api().GET('/api/v1/jobs/{job_id}/transcript', { params: { ...path(job_id), query } });
  // The other formats have no transcript, and were not asked for.
  if (typeof data === 'string' || !('transcript' in data)) {
    throw new Error(words().noJson);
  }
  if (!isLong(data)) return transcriptOf(data);
  const linked = await fetchLink(data.transcript.url);
  return transcriptOf((await linked.json()) as CompleteOutcome | EditedDocument);
}

/** @returns as the service writes it, however long it is */
export async function getText(job_id: string, version: number, format: TextFormat): Promise<Blob> {
  const query = { format, version: String(version) } as const;
  const init = { params: { ...path(job_id), query }, parseAs: 'blob' } as const;
  const { data, response } = await api().GET('/api/v1/jobs/{job_id}/transcript', init);
  const blob = data as Blob;
  if (!response.headers.get('content-type')?.startsWith('application/json')) return blob;
  const answer = JSON.parse(await blob.text()) as CompleteOutcome | EditedDocument | LongTranscript;
  if (!isLong(answer)) return blob;
  if (answer.format !== format) throw new Error(words().tooLongFor(format));
  return (await fetchLink(answer.transcript.url)).blob();
}

const isLong = (answer: { transcript: object }): answer is LongTranscript => 'url' in answer.transcript;

/** Without the key: the bucket has no use for it, and would log it. */
async function fetchLink(url: string): Promise<Response> {
  const answer = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (!answer.ok) throw new Error(words().badLink(answer.status));
  return answer;
}
