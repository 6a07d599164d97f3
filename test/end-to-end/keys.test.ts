/** API keys as operators manage them, by the API and by the command, against a gateway that lets keys in. */
import { describe, expect, it } from 'vitest';
import { KeysReport } from '../../bin/ops/keys.ts';
import { call, stack, uniqueName } from './support/client.ts';
import { ops, opsJson } from './support/ops.ts';

const as = (key: string) => (method: string, path: string, body?: unknown) =>
  call(method, path, body, { 'x-api-key': key });
const statusOf = async (key: string) => (await as(key)('GET', '/api/v1/jobs/none')).status;

describe('an operator with a key', () => {
  it('makes a client’s key, which is let in and manages nothing', async () => {
    const made = await call('POST', '/api/v1/keys', { name: uniqueName('client'), tenant: 'acme' });
    expect(made).toMatchObject({ status: 200, body: { tenant: 'acme', scopes: ['client'] } });
    const client = as(made.body.value);
    const own = await client('POST', '/api/v1/callbacks', { callback_url: 'https://example.com/hook' });
    expect(await client('GET', `/api/v1/jobs/${own.body.callback_id}`)).toMatchObject({ status: 200 });
    expect(await call('GET', `/api/v1/jobs/${own.body.callback_id}`)).toMatchObject({ status: 404 });
    expect(await client('GET', '/api/v1/keys')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('rotates it without a gap, and shuts the old one out at once', async () => {
    const { body: old } = await call('POST', '/api/v1/keys', { name: uniqueName('client'), tenant: 'acme' });
    const { body: next } = await call('POST', `/api/v1/keys/${old.key_id}/rotate`, {});
    expect([await statusOf(old.value), await statusOf(next.value)]).toEqual([404, 404]);
    expect(await call('POST', `/api/v1/keys/${old.key_id}/disable`)).toMatchObject({ status: 200 });
    expect([await statusOf(old.value), await statusOf(next.value)]).toEqual([403, 404]);
    const { keys } = (await call('GET', '/api/v1/keys')).body;
    const day = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    expect(keys).toContainEqual(expect.objectContaining({ key_id: old.key_id, state: 'disabled' }));
    expect(keys).toContainEqual(expect.objectContaining({ key_id: next.key_id, last_used_on: day }));
    expect(JSON.stringify(keys)).not.toContain(next.value);
  });
});

describe('npm run ops -- keys', () => {
  it('does the same, and nothing until it is told --yes', async () => {
    const words = ['make', '--tenant', uniqueName('acme').replaceAll(/[^\w-]/g, '-'), '--operator'];
    expect(await opsJson(KeysReport, 'keys', ...words)).toMatchObject({ applied: false, made: null });
    const { made } = await opsJson(KeysReport, 'keys', ...words, '--yes');
    if (!made) throw new Error('no key was made');
    expect((await as(made.value)('GET', '/api/v1/keys')).status).toBe(200);
    const rotated = await opsJson(KeysReport, 'keys', 'rotate', made.key_id, '--overlap-hours', '0', '--yes');
    expect([await statusOf(made.value), await statusOf(rotated.made?.value ?? '')]).toEqual([403, 404]);
    await ops('keys', 'disable', rotated.made?.key_id ?? '', '--yes');
    expect(await statusOf(rotated.made?.value ?? '')).toBe(403);
    const { stdout } = await ops('keys', 'list');
    expect(stdout).toContain(made.key_id);
    for (const value of [made.value, rotated.made?.value, stack.api_key]) expect(stdout).not.toContain(value);
  });

  it('knows no other keys', async () => {
    for (const action of ['rotate', 'disable']) {
      const words = ['keys', action, 'nothing', '--yes'];
      expect(await ops(...words)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no key has') });
    }
  });
});
