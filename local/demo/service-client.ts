/** What any client of the service with rights in S3 does: register, upload, ask how it goes. */
import { createReadStream, statSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  createTranscriptionClient,
  type Job,
  type Registration,
  type TranscriptionClient,
  TranscriptionProblem,
} from '../../clients/typescript/index.ts';
import { clientSettings } from '../clients.ts';
import { LocalStackError } from '../errors.ts';
import type { Outputs } from '../outputs.ts';

export class ServiceClient {
  readonly #outputs: Outputs;
  readonly #api: TranscriptionClient;
  readonly #s3: S3Client;

  constructor(outputs: Outputs) {
    this.#outputs = outputs;
    this.#api = createTranscriptionClient({ endpoint: outputs.api_url, apiKey: outputs.api_key });
    this.#s3 = new S3Client(clientSettings(outputs.endpoint_url));
  }

  register(callback_url: string, callback_secret: string): Promise<Registration> {
    return answered(this.#api.POST('/api/v1/callbacks', { body: { callback_url, callback_secret } }));
  }

  status(job_id: string): Promise<Job> {
    return answered(this.#api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id } } }));
  }

  async upload(file: string, key: string): Promise<void> {
    const body = { Body: createReadStream(file), ContentLength: statSync(file).size };
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#outputs.bucket, Key: key, ...body }));
  }
}

/** @throws LocalStackError for what the service refused */
async function answered<T>(call: Promise<{ data: T; response: Response }>): Promise<T> {
  try {
    return (await call).data;
  } catch (error) {
    if (!(error instanceof TranscriptionProblem)) throw error;
    throw new LocalStackError(`the service refused with ${error.status} ${error.code}: ${error.message}`);
  }
}
