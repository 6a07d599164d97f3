/** A key that has reached its limit: what was registered waits, what is new is refused, until an operator raises it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import {
  call,
  endedJob,
  fixture,
  job,
  jobIfEnded,
  LIMIT,
  settledDelivery,
  table,
  uniqueName,
  upload,
} from './support/client.ts';
import { withReconcile } from './support/faults.ts';

/** A millionth of a USD, which any job costs. */
const LEAST_USD = 0.000001;
const SPEECH = fixture('en-short.wav');
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

it('a limit that is reached refuses what is new and holds what was registered, until it is raised', async () => {
  // Given a client whose one job cost more than it may spend
  const { client, key_id } = await givenClient({ usd_per_month: LEAST_USD });
  const [first, second] = [await registered(client), await registered(client)];
  await uploaded(first);
  expect(await endedJob(first)).toMatchObject({ status: 'completed' });
  // Then it is told so, and what is new is refused
  expect((await client('GET', '/api/v1/limits')).body).toMatchObject({ usd_per_month: LEAST_USD });
  const { month } = (await client('GET', '/api/v1/usage')).body;
  expect(month).toMatchObject({ completed: 1, failed: 0, audio_seconds: expect.any(Number), usd: expect.any(Number) });
  expect([month.audio_seconds > 0, month.usd >= LEAST_USD]).toEqual([true, true]);
  const refused = await register(client);
  expect(refused).toMatchObject({ status: 429, body: { code: 'limit_exceeded' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  // And an upload of what was registered waits, and says for what
  await uploaded(second);
  const held = async () => (await client('GET', `/api/v1/jobs/${second}`)).body.held;
  expect(await waitFor('a held job', held, LIMIT)).toMatchObject({ limit: 'usd_per_month' });
  // When the limit is raised, and the time has come to look
  expect(await call('POST', `/api/v1/keys/${key_id}/limits`, {})).toMatchObject({ status: 200, body: { limits: {} } });
  await table.write({ kind: 'update', key: second, when: [], set: { due_at: HOUR_AGO } });
  // Then it is done, and a further one may be registered
  expect(await withReconcile('the end of the job', () => jobIfEnded(second))).toMatchObject({ status: 'completed' });
  expect((await settledDelivery(`msg_${second}_completed`)).status).toBe('delivered');
  expect(receiver.received.map((one) => contentOf<{ job_id: string }>(one).job_id).sort()).toEqual(
    [first, second].sort(),
  );
  expect(await job(second)).not.toHaveProperty('held');
  expect(await register(client)).toMatchObject({ status: 200 });
});

type Client = (method: string, path: string, body?: unknown) => ReturnType<typeof call>;

/** Of a tenant of its own, with such a key. */
async function givenClient(limits: object): Promise<{ client: Client; key_id: string }> {
  const name = uniqueName('limited');
  const { body } = await call('POST', '/api/v1/keys', { name, tenant: name, limits });
  return {
    client: (method, path, asked) => call(method, path, asked, { 'x-api-key': body.value }),
    key_id: body.key_id,
  };
}

const register = (client: Client) => client('POST', '/api/v1/callbacks', { callback_url: receiver.url });
const registered = async (client: Client): Promise<string> => (await register(client)).body.callback_id;
const uploaded = (callbackId: string) => upload(`transcription_upload/${callbackId}/talk.wav`, SPEECH);
