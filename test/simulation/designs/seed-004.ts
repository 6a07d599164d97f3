/**
 * The design that this service started from, for comparison: an event launches an instance, the instance does one job,
 * tries the webhook once and ends itself. Nothing looks after what went wrong on the way. Where that design is silent
 * it is read kindly: a job has an id of its own, and a failed launch is an error that Lambda tries again.
 */
import type { SQSRecord } from 'aws-lambda';
import { hashId } from '../../../adapters/system.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { registeredJob, type Upload } from '../../../core/job/new-job.ts';
import type { LaunchedInstance } from '../../../core/shared/ports.ts';
import { uploadsIn } from '../../../lambdas/process-upload/s3-event.ts';
import type { Account } from '../account.ts';
import type { Instance, Machine } from '../aws/instance.ts';
import type { Registering } from '../clients.ts';
import { TEXTS } from '../engine.ts';
import type { SimulatedProcess } from '../process.ts';

/** Lambda tries an asynchronous event twice more, after one minute and after two. */
const RETRIES_AFTER_MS = [60_000, 120_000];
const LAMBDA_SECONDS = 60;
const MODEL_LOAD_MS = 8_000;

type Work = { job_id: string; upload: Upload; callback_url: string | undefined };

export class Seed004 implements Registering {
  readonly #account: Account;
  /** What the user data of each instance says. */
  readonly #work = new Map<string, Work>();
  readonly #callbacks = new Map<string, string>();

  constructor(account: Account) {
    this.#account = account;
    account.boot = (instance) => this.#boot(instance);
    account.notify = (body) => void this.#handle(body);
  }

  start(): void {}

  async register(callbackUrl: string): Promise<string | undefined> {
    const callback = this.#account.random.hex(32);
    this.#callbacks.set(callback, callbackUrl);
    return callback;
  }

  async #handle(body: string): Promise<void> {
    const record = { messageId: 'event', body } as SQSRecord;
    for (const { upload: event } of uploadsIn(record, this.#account.log)) {
      const upload = { ...event, size_bytes: event.size_bytes ?? 0 };
      for (const pause of [0, ...RETRIES_AFTER_MS]) {
        await this.#account.clock.sleep(pause);
        if (await this.#account.invoke('process-upload', LAMBDA_SECONDS, (process) => this.#launch(process, upload)))
          break;
      }
    }
  }

  async #launch(process: SimulatedProcess, upload: Upload): Promise<true> {
    const { table, compute } = process.wrap({ table: this.#account.table, compute: this.#account.ec2 });
    const job_id = hashId(`${upload.s3_key}/${upload.upload_version}`);
    const callback_url = this.#callbacks.get(upload.s3_key.split('/')[1] ?? '');
    const registered = registeredJob({ job_id, options: {}, warnings: [] }, process.clock.now());
    const row: JobRow = { ...registered, ...upload, status: 'launching' };
    if (!(await table.write({ kind: 'put', row }))) await this.#set(table, job_id, { status: 'launching' });
    // RunInstances without a client token: every call is a new instance.
    const token = this.#account.random.hex(16);
    const { instances, errors } = await compute.launch({ count: 1, market: 'spot', token });
    const launched: LaunchedInstance | undefined = instances[0];
    if (!launched) throw new Error(errors[0]?.message);
    this.#work.set(launched.instance_id, { job_id, upload, callback_url });
    return true;
  }

  #boot(instance: Instance): Machine {
    // A script that dies does not reach the line that ends its instance.
    const process = this.#account.process(instance.instance_id, () => {
      this.#account.crashes += 1;
    });
    const work = this.#work.get(instance.instance_id);
    this.#work.delete(instance.instance_id);
    if (work) void this.#transcribe(process, work).then(() => instance.shutDown('self'));
    return { stop: () => {}, rebalance: () => {}, notice: () => {}, kill: () => process.end() };
  }

  async #transcribe(process: SimulatedProcess, { job_id, upload, callback_url }: Work): Promise<void> {
    const { clock, options, receivers } = this.#account;
    const { table, objects, transport } = process.wrap({
      ...{ table: this.#account.table, objects: this.#account.objects, transport: receivers },
    });
    let outcome: 'completed' | 'failed' = 'completed';
    try {
      await this.#set(table, job_id, { status: 'processing' });
      const audio = JSON.parse((await objects.getText(upload.s3_key)) ?? '{}') as { seconds: number; kind: string };
      await clock.sleep(MODEL_LOAD_MS + (audio.seconds / options.realtime_factor) * 1000);
      if (audio.kind !== 'speech' || upload.size_bytes === 0) outcome = 'failed';
      const webhook = { 'webhook-id': `msg_${job_id}_${outcome}` };
      const transcript = { text: TEXTS.join(' ') };
      const body = JSON.stringify({ status: outcome, transcript, at: process.clock.now().toISOString() });
      if (callback_url) await transport.post({ url: callback_url, headers: webhook, body });
      const key = `results/${job_id}/transcription.json`;
      if (outcome === 'completed') await objects.put(key, body, {});
    } catch {
      outcome = 'failed';
    }
    const error = { code: 'internal', message: 'it failed', retriable: true };
    await this.#set(table, job_id, { status: outcome, ...(outcome === 'failed' ? { error } : {}) }).catch(() => {});
  }

  async #set(table: Pick<Account['table'], 'write'>, key: string, set: Record<string, string | object>): Promise<void> {
    await table.write({ kind: 'update', key, when: [], set });
  }
}
