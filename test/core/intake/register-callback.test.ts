import { describe, expect, it } from 'vitest';
import { registerCallback } from '../../../core/intake/register-callback.ts';
import { clientMetadata } from '../../../core/shared/client-metadata.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { jobFields } from '../../../core/webhook/registration.ts';
import { makeRegistration } from '../../support/records.ts';
import { jobIn, makeWorld, type World } from '../../support/world.ts';

const CALLER = { tenant: 'tenant-1', api_base: 'https://api.example/prod' };
const makeRequest = (fields: object = {}) => ({ callback_url: 'https://example.com/hook', ...fields });
const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64');

const register = (body: unknown, world: World = makeWorld()) => registerCallback(world, body, CALLER);

async function problemOf(body: unknown): Promise<RequestProblem> {
  const thrown = await register(body).catch((error: unknown) => error);
  if (thrown instanceof RequestProblem) return thrown;
  throw new Error(`expected the request to be refused, got ${JSON.stringify(thrown)}`);
}

async function pointersOf(body: unknown): Promise<string[]> {
  return (await problemOf(body)).errors.map((error) => error.pointer);
}

describe('a callback that is registered', () => {
  it('is answered as the contract says, and where to upload and to look', async () => {
    expect(await register(makeRequest())).toEqual({
      callback_id: 'callback-1',
      upload_path: 'transcription_upload/callback-1/',
      message: 'Upload audio files to the provided S3 path',
      bucket: 'bucket',
      upload_uri: 's3://bucket/transcription_upload/callback-1/',
      status_url: 'https://api.example/prod/api/jobs/callback-1',
      expires_at: '2026-05-30T12:00:00.000Z',
    });
  });

  it('leaves a registration and a job that waits for its upload', async () => {
    const world = makeWorld();
    await register(makeRequest({ callback_secret: 'eight ch', language: 'sv', metadata: { order: 7 } }), world);
    const shared = { tenant: 'tenant-1', callback_url: 'https://example.com/hook', options: { language: 'sv' } };
    const kept = { ...shared, client_metadata_json: '{"order":7}' };
    expect(await world.table.get('registration#callback-1')).toMatchObject(kept);
    expect(await jobIn(world, 'callback-1')).toMatchObject({ ...kept, status: 'registered', attempt: 0 });
  });

  it('has its secret sealed, for this callback only, wherever it stands', async () => {
    const world = makeWorld();
    await register(makeRequest({ callback_secret: 'a plain secret' }), world);
    expect(JSON.stringify(world.table.rows())).not.toContain('a plain secret');
    const { callback_secret } = await jobIn(world, 'callback-1');
    expect(await world.sealer.unseal(callback_secret ?? '', 'callback-1')).toBe('a plain secret');
  });

  it('has no secret when none was given', async () => {
    const world = makeWorld();
    await register(makeRequest(), world);
    expect(await jobIn(world, 'callback-1')).not.toHaveProperty('callback_secret');
  });

  it('never takes the place of another', async () => {
    const world = { ...makeWorld(), newCallbackId: () => 'same' };
    await register(makeRequest(), world);
    await expect(register(makeRequest({ language: 'sv' }), world)).rejects.toThrow('drawn twice');
    expect(await jobIn(world, 'same')).toMatchObject({ options: {} });
  });
});

describe('a request', () => {
  it.each([
    ['callback_url', makeRequest({ callback_url: 'http://example.com/' }), 'invalid_request'],
    ['callback_url', makeRequest({ callback_url: 'https://127.0.0.1/' }), 'invalid_request'],
    ['language', makeRequest({ language: 'fi' }), 'unsupported_option'],
  ])('whose %s this deployment cannot serve is refused: %j', async (field, body, code) => {
    expect(await problemOf(body)).toMatchObject({ status: 400, code, errors: [{ pointer: `/${field}` }] });
  });

  it('names every bad field by JSON pointer', async () => {
    const problem = await problemOf({
      callback_secret: 'short',
      language: 'Swedish',
      metadata: [],
      typo: 1,
      'a/b~c': 1,
    });
    expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(new Set(problem.errors.map((error) => error.pointer))).toEqual(
      new Set(['/callback_url', '/callback_secret', '/language', '/metadata', '/typo', '/a~1b~0c']),
    );
    expect(problem.errors.find((error) => error.pointer === '/callback_url')?.message).toBe(
      'is missing: expected string',
    );
  });

  it.each([[null], [[]], ['text'], [7]])('that is %j instead of an object is pointed at as a whole', async (body) => {
    expect(await pointersOf(body)).toEqual(['']);
    expect((await problemOf(body)).message).toContain('(body)');
  });

  it.each(['diarize', 'num_speakers', 'priority', 'retention'])(
    'with the option %s, which this version cannot honour, is refused by that name',
    async (name) => {
      const problem = await problemOf(makeRequest({ [name]: 'anything' }));
      expect(problem.code).toBe('unsupported_option');
      expect(problem.errors).toEqual([{ pointer: `/${name}`, message: expect.stringContaining('not supported') }]);
    },
  );

  it.each([
    ['a model that is not deployed', { model: 'kb-whisper-large' }, '/model'],
    ['a task the model cannot do', { task: 'translate' }, '/task'],
  ])('for %s is refused, never ignored', async (_what, fields, pointer) => {
    const problem = await problemOf(makeRequest(fields));
    expect(problem).toMatchObject({ code: 'unsupported_option', errors: [{ pointer }] });
  });

  it('with a misspelled field is told so', async () => {
    const problem = await problemOf(makeRequest({ callback_sekret: 'x' }));
    expect(problem.errors).toEqual([{ pointer: '/callback_sekret', message: expect.stringContaining('spelling') }]);
  });

  it('is invalid, not unsupported, when a known field is wrong beside an unknown one', async () => {
    expect((await problemOf(makeRequest({ model: 'large', language: 7 }))).code).toBe('invalid_request');
  });

  it('never repeats a secret that it refuses', async () => {
    const problem = await problemOf(makeRequest({ callback_secret: 'schlüssel-åäö' }));
    expect(JSON.stringify([problem.message, problem.errors])).not.toContain('schlüssel');
  });
});

describe('a callback secret', () => {
  it.each([
    ['8 characters', 'a'.repeat(8)],
    ['256 characters', 'a'.repeat(256)],
    ['every printable character', ' !"#$%&\'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~'],
    ['whsec_ and 24 bytes', `whsec_${base64(24)}`],
    ['whsec_ and 64 bytes', `whsec_${base64(64)}`],
    ['whsec_ and 25 bytes with padding', `whsec_${base64(25)}`],
    ['a prefix in capitals, which is none', 'WHSEC_!!'],
  ])('of %s is accepted', async (_what, callback_secret) => {
    const world = makeWorld();
    await register(makeRequest({ callback_secret }), world);
    const { callback_secret: sealed } = await jobIn(world, 'callback-1');
    expect(await world.sealer.unseal(sealed ?? '', 'callback-1')).toBe(callback_secret);
  });

  it.each([
    ['7 characters', 'a'.repeat(7)],
    ['257 characters', 'a'.repeat(257)],
    ['a letter beyond ASCII', 'lösenord1'],
    ['a line break at its end', 'password\n'],
    ['a tab', 'pass\tword'],
    ['whsec_ and nothing', 'whsec_  '],
    ['whsec_ and 23 bytes', `whsec_${base64(23)}`],
    ['whsec_ and 65 bytes', `whsec_${base64(65)}`],
    ['whsec_ and no base64', `whsec_${'!'.repeat(40)}`],
    ['whsec_ and base64 without padding', `whsec_${base64(25).replace(/=+$/, '')}`],
    ['whsec_ and URL-safe base64', `whsec_${Buffer.alloc(24, 0xff).toString('base64url')}`],
  ])('of %s is refused', async (_what, callback_secret) => {
    expect(await pointersOf(makeRequest({ callback_secret }))).toEqual(['/callback_secret']);
  });
});

describe('metadata', () => {
  const frame = Buffer.byteLength(JSON.stringify({ note: '' }));

  it('may be 4,096 bytes of JSON', async () => {
    const metadata = { note: 'å'.repeat((4096 - frame) / 2) };
    expect(Buffer.byteLength(JSON.stringify(metadata))).toBe(4096 - ((4096 - frame) % 2));
    const world = makeWorld();
    await register(makeRequest({ metadata }), world);
    expect(clientMetadata(await jobIn(world, 'callback-1'))).toEqual({ client_metadata: metadata });
  });

  it.each([
    ['a name that objects have anyway', '{"__proto__":1,"constructor":2,"toString":3,"toJSON":4}'],
    ['numbers that tables do not hold', '{"small":1e-200,"large":-9007199254740991,"fraction":0.1}'],
    ['31 levels', `{"deep":${'['.repeat(30)}${']'.repeat(30)}}`],
    ['nothing', '{}'],
  ])('with %s is given back as it came, from the registration and each of its jobs', async (_what, text) => {
    const world = makeWorld();
    await register(makeRequest({ metadata: JSON.parse(text) }), world);
    const registration = await world.table.get('registration#callback-1');
    if (registration?.kind !== 'registration') throw new Error('there is no registration');
    const laterJob = jobFields(registration);
    for (const row of [registration, await jobIn(world, 'callback-1'), laterJob]) {
      expect(JSON.stringify(clientMetadata(row).client_metadata)).toBe(JSON.stringify(JSON.parse(text)));
    }
  });

  it('of a row of the version before is carried on', () => {
    const before = makeRegistration({ client_metadata: { order: 7 } });
    expect(clientMetadata(before)).toEqual({ client_metadata: { order: 7 } });
    expect(jobFields(before)).toMatchObject({ client_metadata_json: '{"order":7}' });
  });

  it('may not be longer, counted in bytes', async () => {
    expect(await pointersOf(makeRequest({ metadata: { note: 'å'.repeat(2050) } }))).toEqual(['/metadata']);
  });
});

it('refuses a callback URL of more than 2,048 characters', async () => {
  expect(await pointersOf({ callback_url: `https://example.com/${'a'.repeat(2048)}` })).toEqual(['/callback_url']);
});
