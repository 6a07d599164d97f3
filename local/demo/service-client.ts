/** What any client of the service does: register, upload, ask how it goes. */
import { createReadStream, statSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../clients.ts';
import { LocalStackError } from '../errors.ts';
import type { Outputs } from '../outputs.ts';

export type Registration = { callback_id: string; upload_path: string };
export type JobStatus = {
  status: string;
  progress: { seconds_done: number; duration_seconds: number } | null;
  error: { code: string; message: string } | null;
};

export class ServiceClient {
  readonly #outputs: Outputs;
  readonly #s3: S3Client;

  constructor(outputs: Outputs) {
    this.#outputs = outputs;
    this.#s3 = new S3Client(clientSettings(outputs.endpoint_url));
  }

  register(callbackUrl: string, secret: string): Promise<Registration> {
    const body = JSON.stringify({ callback_url: callbackUrl, callback_secret: secret });
    return this.#call<Registration>('/api', { method: 'POST', body });
  }

  status(jobId: string): Promise<JobStatus> {
    return this.#call<JobStatus>(`/api/jobs/${jobId}`, {});
  }

  async upload(file: string, key: string): Promise<void> {
    const body = { Body: createReadStream(file), ContentLength: statSync(file).size };
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#outputs.bucket, Key: key, ...body }));
  }

  async #call<T>(path: string, init: RequestInit): Promise<T> {
    const headers = { 'X-API-Key': this.#outputs.api_key, 'Content-Type': 'application/json' };
    const answer = await fetch(`${this.#outputs.api_url}${path}`, { ...init, headers });
    if (answer.ok) return (await answer.json()) as T;
    throw new LocalStackError(
      `${init.method ?? 'GET'} ${path} was refused with ${answer.status}: ${await answer.text()}`,
    );
  }
}
