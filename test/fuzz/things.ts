/** What there is to be found when the API is asked at random: a little of everything, of a tenant of its own. */
import { openAsBlob } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTranscriptionClient, type TranscriptionClient } from '../../clients/typescript/index.ts';
import type { Outputs } from '../../local/outputs.ts';

const CLIP = fileURLToPath(new URL('../fixtures/audio/en-short.wav', import.meta.url));
/** Nobody listens at this port, so a webhook fails, and is tried again for as long as the run may take. */
const callback_url = 'http://127.0.0.1:9/hook';
const callback_secret = 'a secret of some length';
const LIMIT_MS = 120_000;

export type Things = { key: string; key_id: string; ids: Record<string, string[]> };

/** @returns a key that may do everything, and ids by the names that the paths of the API have for them */
export async function givenThings({ api_url: endpoint, api_key }: Outputs): Promise<Things> {
  const operator = createTranscriptionClient({ endpoint, apiKey: api_key });
  const made = await operator.POST('/api/v1/keys', {
    body: { name: 'fuzz', tenant: 'fuzz', scopes: ['client', 'operator'] },
  });
  const { value: key, key_id } = made.data;
  const client = createTranscriptionClient({ endpoint, apiKey: key });
  const { data: other } = await client.POST('/api/v1/keys', { body: { name: 'other', tenant: 'other' } });
  const { data: callback } = await client.POST('/api/v1/callbacks', { body: { callback_url, callback_secret } });
  const completed = [await givenEdited(client), await givenCompleted(client)];
  const delivery_id = completed.map((job_id) => `msg_${job_id}_completed`);
  const upload_id = await givenUploads(client);
  const ids = {
    delivery_id,
    upload_id,
    key_id: [other.key_id],
    callback_id: [callback.callback_id],
    file: ['page.js'],
  };
  return { key, key_id, ids: { ...ids, job_id: [...completed, ...upload_id] } };
}

async function givenCompleted(client: TranscriptionClient): Promise<string> {
  const file = await openAsBlob(CLIP);
  const { job_id } = await client.upload(file, { file_name: 'talk.wav', callback_url, callback_secret });
  const { status } = await client.waitForJob(job_id, { everySeconds: 0.2, signal: AbortSignal.timeout(LIMIT_MS) });
  if (status !== 'completed') throw new Error(`job ${job_id} is ${status}; expected it to complete`);
  return job_id;
}

/** With a version beside the original. */
async function givenEdited(client: TranscriptionClient): Promise<string> {
  const job_id = await givenCompleted(client);
  await client.POST('/api/v1/jobs/{job_id}/versions', {
    params: { path: { job_id } },
    body: { based_on: 0, speakers: { A: 'Ann' } },
  });
  return job_id;
}

/** One that waits for its file, one that waits for its parts, one that was given up. */
async function givenUploads(client: TranscriptionClient): Promise<string[]> {
  const start = async (more: object) => {
    const body = { file_name: 'talk.wav', size_bytes: 12_000_000, ...more };
    return (await client.POST('/api/v1/uploads', { body })).data.upload_id;
  };
  const ids = [await start({}), await start({ part_bytes: 5 * 1024 ** 2 }), await start({})];
  await client.DELETE('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: ids[2] ?? '' } } });
  return ids;
}
