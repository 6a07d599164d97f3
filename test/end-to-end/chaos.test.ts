/**
 * Workers, engines and Lambdas are killed, ended and held at random while files are uploaded: `npm run test:chaos`.
 * CHAOS_SECONDS and CHAOS_SEED say for how long and which signals.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { longClip } from '../../bench/support/clips.ts';
import type { JobRow } from '../../core/contracts/job-row.ts';
import { errorKey } from '../../core/shared/object-keys.ts';
import { waitFor } from '../../local/wait.ts';
import { type Behaviour, contentOf, type ReceivedWebhook, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { Random } from '../simulation/random.ts';
import { itWith } from '../support/needs.ts';
import { FEWEST_BLOWS, hits, KINDS, LATEST_MS, strikeFor } from './support/chaos.ts';
import { fixture, keysUnder, LIMIT, register, settledDelivery, upload } from './support/client.ts';
import { noWorkerRuns } from './support/faults.ts';
import { resume, settled } from './support/settle.ts';

const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 90);
const SEED = process.env['CHAOS_SEED'] ?? randomBytes(4).toString('hex');
const MEAN_SECONDS_BETWEEN_UPLOADS = 1.5;
/** Until all is done after the last signal: what killed Lambdas and workers held comes back within two minutes. */
const SETTLE_MS = 300_000;
const CLIENT_TIMEOUT_MS = 10_000;
const RESUME_EVERY_MS = 3_000;
const LONGEST_MS = SECONDS * 1000 + LATEST_MS;
const CLIPS = [fixture('en-short.wav'), longClip(25)];
/** Clients wait when so many of their files are not done, so that a slow machine has no more to do after the signals. */
const MOST_AT_ONCE = 12;

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  receiver.behave(unwillingAtFirst);
});
afterAll(() => receiver.goDown());

itWith('Linux')(
  'whoever is killed or held, and when: each upload ends once, under one webhook id, and nothing is left',
  async () => {
    // Given
    const random = new Random(SEED);
    say(`signals for ${SECONDS} s; the same again with CHAOS_SEED=${SEED}`);
    // When
    const strikes = strikeFor(SECONDS, random.fork('signals'), () => receiver.received.length);
    const [keys, blows] = await Promise.all([
      uploadUntil(strikes, random.fork('uploads')),
      strikes,
      doUntil(strikes, resume, () => RESUME_EVERY_MS),
    ]);
    say(KINDS.map((kind) => `${kind}: ${JSON.stringify(blows[kind])}`).join('\n'));
    for (const kind of KINDS) expect(hits(blows, kind), `signals to ${kind}`).toBeGreaterThanOrEqual(FEWEST_BLOWS);
    const jobs = await settled(keys, SETTLE_MS);
    say(`${jobs.length} uploads: ${JSON.stringify(countBy(jobs, ({ status, error }) => error?.code ?? status))}`);
    const attempts = jobs.flatMap((one) => one.attempts);
    say(`${attempts.length} attempts: ${JSON.stringify(countBy(attempts, ({ outcome = 'lost' }) => outcome))}`);
    // Then
    expect(jobs.map(({ s3_key }) => s3_key).sort()).toEqual([...keys].sort());
    for (const job of jobs) await expectOneEnd(job);
    await noWorkerRuns();
  },
  LONGEST_MS + SETTLE_MS + 2 * LIMIT.limitMs,
);

/** Every second webhook is refused when it first comes, so that a Lambda has to send it again. */
function unwillingAtFirst({ headers }: ReceivedWebhook): Behaviour {
  const id = headers['webhook-id'];
  const [first, again] = receiver.received.filter((one) => one.headers['webhook-id'] === id);
  const refuse = first && !again && first.body.length % 2 === 0;
  return refuse ? { status: 500 } : {};
}

/** Clients that come one after another, each with a callback of its own. */
async function uploadUntil(over: Promise<unknown>, random: Random): Promise<string[]> {
  const uploads: Promise<string>[] = [];
  const begin = () => uploads.length - endedUploads() < MOST_AT_ONCE && uploads.push(uploadOne(random.pick(CLIPS)));
  await doUntil(over, begin, () => random.exponential(MEAN_SECONDS_BETWEEN_UPLOADS) * 1000);
  return Promise.all(uploads);
}

const endedUploads = () => new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size;

async function doUntil(over: Promise<unknown>, act: () => unknown, pauseMs: () => number): Promise<void> {
  let goesOn = true;
  const end = () => (goesOn = false);
  over.then(end, end);
  while (goesOn) {
    await act();
    await sleep(pauseMs());
  }
}

/** A client whose registration fails, or is not answered, tries again, as any client does. */
async function uploadOne(clip: Buffer): Promise<string> {
  const tryToRegister = () =>
    Promise.race([
      register({ callback_url: receiver.url }).catch(() => undefined),
      sleep(CLIENT_TIMEOUT_MS, undefined),
    ]);
  const limit = { limitMs: LONGEST_MS + LIMIT.limitMs, everyMs: 1_000 };
  const callbackId = await waitFor('a registration', tryToRegister, limit);
  const { key } = await upload(`transcription_upload/${callbackId}/talk.wav`, clip);
  return key;
}

const say = (line: string) => process.stderr.write(`${line}\n`);

async function expectOneEnd({ job_id, status, error }: JobRow): Promise<void> {
  // A file in whose hands three workers died is failed: the service cannot know that it was not the file.
  if (status === 'failed') expect(error?.code).toBe('engine_crashed');
  const webhookId = `msg_${job_id}_${status}`;
  expect(await settledDelivery(webhookId)).toMatchObject({ status: 'delivered' });
  const webhooks = receiver.received.filter((one) => contentOf<{ job_id: string }>(one).job_id === job_id);
  expect([...new Set(webhooks.map(({ headers }) => headers['webhook-id']))]).toEqual([webhookId]);
  expect(new Set(webhooks.map(({ body }) => body.toString())).size).toBe(1);
  const results = await keysUnder(`results/${job_id}/`);
  const transcripts = results.filter((key) => key.endsWith('.json') && key !== errorKey(job_id));
  expect(transcripts).toHaveLength(status === 'completed' ? 1 : 0);
}

function countBy<Item>(items: readonly Item[], of: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[of(item)] = (counts[of(item)] ?? 0) + 1;
  return counts;
}
