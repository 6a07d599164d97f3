import type { Upload } from '../../../core/job/new-job.ts';
import type { VirtualClock } from '../../support/memory/clock.ts';
import type { Announced } from '../audit/waits.ts';
import type { Random } from '../random.ts';
import type { Rates } from '../rates.ts';

export type S3EventsOptions = {
  clock: VirtualClock;
  random: Random;
  rates: Pick<Rates, 'event_duplicated' | 'event_delayed' | 'event_malformed' | 'event_lost'>;
  /** Where the notifications go; told of which upload one tells, if of any. */
  send(body: string, upload?: Upload): void;
};

/** AWS: "typically in seconds but can sometimes take a minute or longer". */
const USUAL_DELAY_MS = 1_500;
const LONGEST_DELAY_MS = 900_000;

const MALFORMED = [
  '{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"bucket"}',
  '{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"bucket"},"object":{"key":"%E0%A4%A"}}}]}',
  '{"Records":[{"eventName":"ObjectRemoved:Delete"}]}',
  '{"Records":"none"}',
  '{"Records":[',
  '',
];

/** S3's notifications of uploads: at least once as a rule, in no order, late at times, never at worst. */
export class S3Events {
  readonly #options: S3EventsOptions;
  #sent = 0;
  lost = 0;

  constructor(options: S3EventsOptions) {
    this.#options = options;
  }

  /** @returns how its event comes */
  announce(upload: Upload): Announced {
    const { clock, random, rates, send } = this.#options;
    if (random.chance(rates.event_malformed)) this.#later(() => send(random.pick(MALFORMED)));
    if (random.chance(rates.event_lost)) {
      this.lost += 1;
      return 'event_lost';
    }
    this.#sent += 1;
    const body = eventOf(upload, this.#sent, clock.now());
    const isLate = this.#later(() => send(body, upload));
    if (random.chance(rates.event_duplicated)) this.#later(() => send(body, upload));
    return isLate ? 'event_late' : 'event_sent';
  }

  #later(action: () => void): boolean {
    const { clock, random, rates } = this.#options;
    const late = random.chance(rates.event_delayed) ? random.between(0, LONGEST_DELAY_MS) : 0;
    clock.at(clock.milliseconds() + late + random.exponential(USUAL_DELAY_MS), action);
    return late > 0;
  }
}

function eventOf({ bucket, s3_key, s3_version_id, size_bytes }: Upload, number: number, at: Date): string {
  const key = encodeURIComponent(s3_key).replaceAll('%20', '+').replaceAll('%2F', '/');
  const object = { key, size: size_bytes, versionId: s3_version_id, sequencer: number.toString(16).padStart(16, '0') };
  const event = { eventName: 'ObjectCreated:Put', eventTime: at.toISOString() };
  return JSON.stringify({ Records: [{ ...event, s3: { bucket: { name: bucket }, object } }] });
}
