/**
 * No route shows a tenant what is another's. Each route of clients has a case here, or does not compile: where it takes an id, the id
 * of another tenant's has the same answer as one that nobody has.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { ROUTES } from '../../core/contracts/routes.ts';
import type { ApiDependencies } from '../../lambdas/api/dependencies.ts';
import { CONTEXT, makeApiEvent, makeForm } from '../support/lambda-events.ts';

const world = vi.hoisted(() => ({ deps: {} as unknown }));
vi.mock('../../lambdas/api/dependencies.ts', () => ({ apiDependencies: () => world.deps }));
// Files share modules: another may have loaded the handler before, with dependencies of its own. All that throws or catches a
// problem is loaded anew together, and once more for whoever comes after.
vi.resetModules();
afterAll(() => {
  vi.resetModules();
});
const { MemoryKeyGateway } = await import('../support/memory/key-gateway.ts');
const { deliverWaiting, givenUpload, makeWorld, workerOn, workOnce } = await import('../support/world.ts');

const memory = makeWorld();
let made = 0;
/** None is the beginning of another, as they are looked for in texts. */
memory.newCallbackId = () => `callback-${String(++made).padStart(4, '0')}`;
world.deps = {
  ...memory,
  gateway: new MemoryKeyGateway(),
  newKeyValue: () => 'value',
  sha256,
  socketUrl: 'wss://sockets.example/live',
} satisfies ApiDependencies;
const { handler } = await import('../../lambdas/api/handler.ts');
const { acceptUpload } = await import('../../core/intake/accept-upload.ts');

type Event = Parameters<typeof makeApiEvent>[0];
const as = (key: string) => async (event: Event) => {
  const { statusCode, headers, body } = await handler(makeApiEvent({ key, ...event }), CONTEXT);
  const { request_id: _, ...shown } = body === '' ? {} : JSON.parse(asJson(body));
  return { status: statusCode, headers: headers ?? {}, body: shown, text: body };
};
const asJson = (text: string) => (/^[[{]/.test(text) ? text : JSON.stringify({ text }));
const [mine, theirs] = [as('key-mine'), as('key-theirs')];
type Client = typeof mine;
const post = (client: Client, path: string, body: object, headers = {}) =>
  client({ path, body: JSON.stringify(body), headers });

const HOOK = { callback_url: 'https://receiver.example/hook', callback_secret: 'a secret of eight' };
const FILE = { file_name: 'talk.mp3', size_bytes: 5 };
const NOBODYS = 'nobodys-id';

/** What the other tenant has, one of each kind. */
type Theirs = { callback: string; done: string; cancelled: string; upload: string; parts: string; cursor: string };
const has = {} as Theirs;

async function registered(client: Client): Promise<string> {
  return (await post(client, '/api', HOOK)).body.callback_id;
}

async function doneJob(client: Client): Promise<string> {
  const id = await registered(client);
  await acceptUpload(workerOn(memory), givenUpload(memory, `${id}/talk.mp3`));
  while (await memory.clock.until(workOnce(workerOn(memory))));
  await deliverWaiting(memory);
  return id;
}

beforeAll(async () => {
  for (const name of ['mine', 'theirs']) {
    const row = {
      job_id: `key#${sha256(`key-${name}`)}`,
      kind: 'key',
      tenant: name,
      last_used_on: '9999-12-31',
    } as const;
    await memory.table.write({ kind: 'put', row });
  }
  has.callback = await registered(theirs);
  has.done = await doneJob(theirs);
  has.cancelled = await registered(theirs);
  await theirs({ path: `/api/v1/jobs/${has.cancelled}/cancel` });
  has.upload = (await post(theirs, '/api/v1/uploads', FILE)).body.upload_id;
  has.parts = (await post(theirs, '/api/v1/uploads', { ...FILE, part_bytes: 5_242_880 })).body.upload_id;
  await doneJob(theirs);
  has.cursor = (await theirs({ method: 'GET', path: '/api/v1/jobs', query: { limit: '1' } })).body.next_cursor;
});

/** Those that wait have a Lambda of their own: test/core/live/poll.test.ts. */
type Held = { scope: 'client'; lambda: 'api' };
type ClientRoutes = { [Name in keyof typeof ROUTES]: (typeof ROUTES)[Name] extends Held ? Name : never };
type ClientRoute = ClientRoutes[keyof typeof ROUTES];

/** `of`: the kind of thing whose id stands in the path, or, with `names`, in the body. */
type OfOne = { of: keyof Theirs; body?: object; names?: (id: string) => object; second?: (id: string) => string };
/** Answers of the tenant alone; what it may hold of others is looked for below. */
type OfTenant = { answers: Event };
/** Makes something new, or is the same for everybody. */
type OfNobody = 'new' | 'same for all';

const link = (id: string) => ({ filename: 'talk.mp3', url: `https://b.example/transcription_upload/${id}/talk.mp3?a` });
const CASES: Record<ClientRoute, OfOne | OfTenant | OfNobody> = {
  registerCallback: 'new',
  registerCallbackUnversioned: 'new',
  testWebhook: 'same for all',
  getModels: 'same for all',
  estimate: 'same for all',
  isThere: 'same for all',
  startUpload: 'new',
  uploadAudio: 'new',
  uploadAudioForNotes: 'new',
  getPresignedUrl: 'new',
  rotateCallbackSecret: { of: 'callback', body: { callback_secret: 'another secret' } },
  rotateCallbackSecretUnversioned: { of: 'callback', body: { callback_secret: 'another secret' } },
  getUpload: { of: 'upload' },
  completeUpload: { of: 'parts' },
  abortUpload: { of: 'upload' },
  transcribeUploaded: { of: 'parts', names: link },
  createJob: { of: 'done', names: (upload_id) => ({ upload_id }) },
  transcribe: {
    of: 'done',
    names: (id) => ({ s3_uri: `s3://${memory.bucket}/transcription_upload/${id}/talk.mp3` }),
  },
  getJobStatus: { of: 'done' },
  getAudioStatus: { of: 'done' },
  getAudioResult: { of: 'done' },
  giveTicket: { of: 'done' },
  giveTenantTicket: 'new',
  getJob: { of: 'done' },
  getJobUnversioned: { of: 'done' },
  getTranscript: { of: 'done' },
  redirectToTranscript: { of: 'done' },
  saveVersion: { of: 'done', body: { based_on: 0, segments: [{ id: 0, text: 'changed' }] } },
  listVersions: { of: 'done' },
  getDeliveries: { of: 'done' },
  redeliver: { of: 'done', second: (id) => `msg_${id}_completed` },
  cancelJob: { of: 'callback' },
  retryJob: { of: 'cancelled' },
  deleteJob: { of: 'callback' },
  listJobs: { answers: { query: { limit: '200' } } },
  readJobs: { answers: {} },
  getUsage: { answers: {} },
  getLimits: { answers: {} },
};

const named = Object.entries(CASES) as [ClientRoute, (typeof CASES)[ClientRoute]][];
const ofOne = named.flatMap(([name, one]) => (typeof one === 'object' && 'of' in one ? [[name, one] as const] : []));

function request(name: ClientRoute, { body, names, second }: OfOne, id: string): Event {
  const { method, path } = ROUTES[name];
  const ids = [id, second?.(id) ?? ''];
  const at = path.replaceAll(/\{\w+\}/g, () => ids.shift() ?? '');
  const sent = names?.(id) ?? body;
  return { method, path: at, body: sent ? JSON.stringify(sent) : null };
}

describe('what is another’s is as what is nobody’s', () => {
  it('for each route that takes an id', () => {
    const withIds = Object.entries(ROUTES).filter(
      ([, route]) => route.scope === 'client' && route.lambda === 'api' && 'params' in route,
    );
    expect(withIds.map(([name]) => name).filter((name) => !ofOne.some(([known]) => known === name))).toEqual([]);
  });

  it.each(ofOne)('%s', async (name, one) => {
    const id = has[one.of];
    const answer = await mine(request(name, one, id));
    const none = await mine(request(name, one, NOBODYS));
    expect(answer).toEqual({ ...none, text: expect.any(String) });
    expect([answer.status, answer.text.includes(id)]).toEqual([404, false]);
  });

  it.each(ofOne)('while its own tenant has an answer: %s', async (name, one) => {
    // It may be refused for the state that it is in.
    const { status } = await theirs(request(name, one, has[one.of]));
    expect([200, 201, 202, 302, 409]).toContain(status);
  });
});

describe('what a tenant is told of all it has', () => {
  const ofTenant = named.flatMap(([name, one]) =>
    typeof one === 'object' && 'answers' in one ? [[name, one] as const] : [],
  );

  it.each(ofTenant)('holds nothing of another: %s', async (name, { answers }) => {
    const own = await doneJob(mine);
    const { method, path } = ROUTES[name];
    const answer = await mine({ method, path, ...answers });
    expect(answer.status).toBe(200);
    expect(Object.values(has).filter((id) => answer.text.includes(id))).toEqual([]);
    expect(answer.text.includes(own)).toBe(name === 'listJobs' || name === 'readJobs');
  });

  it('is no more by naming what is another’s', async () => {
    const list = (query: Record<string, string>) => mine({ method: 'GET', path: '/api/v1/jobs', query });
    expect((await list({ callback_id: has.done })).body).toEqual({ jobs: [], next_cursor: null });
    expect(has.cursor).toEqual(expect.any(String));
    expect(await list({ limit: '1', cursor: has.cursor })).toMatchObject({ status: 400 });
  });

  it('counts its own jobs alone', async () => {
    const { body: before } = await theirs({ method: 'GET', path: '/api/v1/usage' });
    await doneJob(mine);
    expect((await theirs({ method: 'GET', path: '/api/v1/usage' })).body.day.completed).toBe(before.day.completed);
  });

  it('and has links to: none leads to another’s', async () => {
    const id = await doneJob(mine);
    const { body } = await mine({ method: 'GET', path: `/api/v1/jobs/${id}` });
    const links: string[] = Object.values(body.links);
    expect(links.length).toBeGreaterThan(3);
    for (const url of links) expect(url).toMatch(new RegExp(`/(results|transcription_upload)/${id}/`));
    const { body: upload } = await post(mine, '/api/v1/uploads', FILE);
    expect(upload.post.fields.key).toBe(`transcription_upload/${upload.upload_id}/talk.mp3`);
  });
});

describe('names of requests', () => {
  it('of two tenants do not meet', async () => {
    const name = { 'idempotency-key': 'the-same' };
    const [first, other] = [await post(theirs, '/api', HOOK, name), await post(mine, '/api', HOOK, name)];
    expect(other.status).toBe(200);
    expect(other.headers).not.toHaveProperty('idempotency-replayed');
    expect(other.body.callback_id).not.toBe(first.body.callback_id);
    const form = makeForm({}, { name: 'talk.mp3', bytes: 'audio' });
    const upload = { path: '/upload-audio', ...form, headers: { ...form.headers, 'idempotency-key': 'a-file' } };
    expect((await mine(upload)).body.job_id).not.toBe((await theirs(upload)).body.job_id);
    expect((await theirs(upload)).headers).toHaveProperty('idempotency-replayed');
  });
});
