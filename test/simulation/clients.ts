import type { Upload } from '../../core/job/new-job.ts';
import type { Account } from './account.ts';
import type { Random } from './random.ts';

export type Registering = {
  register(url: string, tenant: string): Promise<string | undefined>;
  /** What the client is told; undefined when it gets no answer. */
  cancel?(jobId: string): Promise<CancelAnswer | undefined>;
};
/** The job is cancelled, has ended otherwise, or something is in the way. */
export type CancelAnswer = 'cancelled' | 'ended' | 'refused';

type Audio = { seconds: number; kind: 'speech' | 'poison' | 'bad' | 'crash' };

/** Files that are uploaded under one registration before the client registers again. */
const FILES_PER_REGISTRATION = 20;
export const TENANT = 'default';
const QUIET = 'quiet';
const BYTES_PER_SECOND = 16_000;
/** Jobs wait for a minute and are worked on for seconds, so a cancel meets them in every state. */
const UNTIL_CANCEL_MS = 60_000;
const NAMES = ['talk.mp3', 'möte 1+2.mp3', 'a/b/c d.wav', '会議 100%.m4a', 'call.opus', 'memo'];

/** Clients that come one after the other, register or not, and upload. */
export class Clients {
  readonly #account: Account;
  readonly #service: Registering;
  readonly #random;
  #shared: { callback_id: string | undefined; files: number } = { callback_id: undefined, files: 0 };
  #uploads = 0;
  lastUpload = 0;
  audioHours = 0;
  isDone = false;

  constructor(account: Account, service: Registering) {
    this.#account = account;
    this.#service = service;
    this.#random = account.random.fork('clients');
  }

  async comeAndGo(): Promise<void> {
    const { clock, options } = this.#account;
    const under = new Set<Promise<void>>();
    const quiet = this.#quietly();
    for (let number = 1; number <= options.jobs; number += 1) {
      await clock.sleep(this.#random.exponential(3_600_000 / options.jobs_per_hour));
      const client = this.#client(number).finally(() => under.delete(client));
      under.add(client);
    }
    await Promise.all([...under, quiet]);
    this.isDone = true;
  }

  /** Another tenant, with a file of its own now and then. */
  async #quietly(): Promise<void> {
    const { clock, options } = this.#account;
    for (let number = 1; number <= options.quiet_uploads; number += 1) {
      await clock.sleep(options.quiet_every_seconds * 1000);
      const callback = await this.#register(QUIET);
      const s3_key = `transcription_upload/${callback}/quiet-${number}.mp3`;
      const metadata = options.quiet_model === undefined ? {} : { model: options.quiet_model };
      const audio: Audio = { seconds: options.audio_seconds, kind: 'speech' };
      this.#upload(s3_key, audio, false, { callback, tenant: QUIET, metadata });
    }
  }

  async #client(number: number): Promise<void> {
    // A stream of its own: whatever the service does, the same clients come with the same files.
    const random = this.#random.fork(String(number));
    const kind = random.next();
    // Some clients use one name again and again: each upload of it is a job of its own.
    const file = random.chance(0.02) ? 'again.mp3' : `${number}-${random.pick(NAMES)}`;
    const [audio, empty] = [this.#audio(random), random.chance(this.#account.options.rates.empty_file)];
    const callback = await this.#callback(kind);
    // One that another upload takes the place of is no job, as it may be a mount's.
    const isEmpty = empty && file !== 'again.mp3';
    const s3_key = `transcription_upload/${callback ? `${callback}/` : ''}${callback ? file : file.replaceAll('/', '-')}`;
    const upload = this.#upload(s3_key, audio, isEmpty, { callback, tenant: TENANT });
    if (callback && random.chance(this.#account.options.rates.cancelled)) await this.#cancel(upload, random);
  }

  /** A client knows its job from the list of them; one that gets no answer asks again. */
  async #cancel(upload: Upload, random: Random): Promise<void> {
    const { clock, ledger } = this.#account;
    for (let tries = 0; tries < 5; tries += 1) {
      await clock.sleep(random.exponential(UNTIL_CANCEL_MS));
      const entry = ledger.uploads.of(upload);
      const answer = entry?.job_id && (await this.#service.cancel?.(entry.job_id));
      if (!entry || answer === 'ended') return;
      if (answer === 'cancelled') {
        entry.told_cancelled = true;
        return;
      }
    }
  }

  /** Most register for one file, some for many, some never. */
  async #callback(kind: number): Promise<string | undefined> {
    if (kind < 0.15) return undefined;
    if (kind < 0.35) return this.#register(TENANT);
    this.#shared.files += 1;
    if (this.#shared.callback_id === undefined || this.#shared.files > FILES_PER_REGISTRATION) {
      this.#shared = { callback_id: await this.#register(TENANT), files: 1 };
    }
    return this.#shared.callback_id;
  }

  /** A client that gets no answer asks again. */
  async #register(tenant: string): Promise<string | undefined> {
    const url = this.#account.receivers.url();
    for (let tries = 0; tries < 5; tries += 1) {
      const callback = await this.#service.register(url, tenant);
      if (callback) return callback;
      await this.#account.clock.sleep(1_000);
    }
    return undefined;
  }

  #upload(
    s3_key: string,
    audio: Audio,
    empty: boolean,
    whose: { callback: string | undefined; tenant: string; metadata?: Record<string, string> },
  ): Upload {
    const { objects, events, ledger, clock } = this.#account;
    const version = objects.upload(s3_key, JSON.stringify(audio), whose.metadata);
    const size_bytes = empty ? 0 : Math.ceil(audio.seconds * BYTES_PER_SECOND);
    const upload = { bucket: 'bucket', s3_key, s3_version_id: version, upload_version: version, size_bytes };
    this.#uploads += 1;
    this.audioHours += audio.seconds / 3600;
    this.lastUpload = clock.milliseconds();
    const about = { callback_id: whose.callback, quiet: whose.tenant === QUIET, poison: audio.kind === 'poison' };
    ledger.uploaded(upload, about, events.announce(upload));
    return upload;
  }

  #audio(random: Random): Audio {
    const { audio_seconds, audio_spread, rates } = this.#account.options;
    const seconds = Math.min(36_000, Math.max(1, Math.round(random.lognormal(audio_seconds, audio_spread))));
    if (random.chance(rates.poison_file)) return { seconds, kind: 'poison' };
    if (random.chance(rates.bad_file)) return { seconds, kind: 'bad' };
    return { seconds, kind: random.chance(rates.engine_crash) ? 'crash' : 'speech' };
  }
}
