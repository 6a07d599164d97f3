import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhookSigner } from '../../../adapters/http/webhook-signer.ts';
import { CompleteDocument } from '../../../core/contracts/document.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { testWebhook } from '../../../core/webhook/test-webhook.ts';
import { answered, unreachable } from '../../support/memory/webhook-transport.ts';
import { makeWorld, type World } from '../../support/world.ts';

const URL_ = 'https://client.example/hook';
const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, ok!').toString('base64')}`;
const run = (world: World, body: unknown) => testWebhook({ ...world, signer: webhookSigner }, body);

describe('a test of a webhook', () => {
  it('sends one signed sample, which verifies and is a document like any other', async () => {
    const world = makeWorld();
    const tested = await run(world, { callback_url: URL_, callback_secret: SECRET });
    expect(tested).toMatchObject({ delivered: true, http_status: 200, milliseconds: 12, error: null });
    const [post, ...others] = world.transport.posts;
    expect(others).toEqual([]);
    expect(post).toMatchObject({ url: URL_, ...tested.sent });
    const at = Number(tested.sent.headers['webhook-timestamp']) * 1000;
    expect(new Date(at)).toEqual(world.clock.now());
    const signature = tested.sent.headers['webhook-signature'];
    const own = new Webhook(SECRET).sign(tested.webhook_id, new Date(at), tested.sent.body);
    expect(signature).toBe(own);
    const document = CompleteDocument.parse(JSON.parse(tested.sent.body));
    expect(document).toMatchObject({ warnings: [{ code: 'test' }], metadata: { model: world.model.name } });
    expect(tested.webhook_id).toBe(`msg_${document.job_id}_completed`);
  });

  it('is not signed without a secret', async () => {
    const { sent } = await run(makeWorld(), { callback_url: URL_ });
    expect(Object.keys(sent.headers).sort()).toEqual(['content-type', 'webhook-id', 'webhook-timestamp']);
  });

  it.each([
    ['a status that is no success', answered(404), { delivered: false, http_status: 404, error: null }],
    ['a redirect, which is not followed', answered(302), { delivered: false, http_status: 302, error: null }],
    [
      'no answer',
      unreachable(),
      {
        delivered: false,
        http_status: null,
        error: { code: 'connection_failed', message: 'the connection failed (ECONNREFUSED)' },
      },
    ],
  ])('says of %s what it was, and tries no more', async (_what, answer, expected) => {
    const world = makeWorld();
    world.transport.answers.push(answer);
    expect(await run(world, { callback_url: URL_ })).toMatchObject(expected);
    expect([world.transport.posts.length, world.table.rows()]).toEqual([1, []]);
  });

  it.each([
    ['/callback_url', { callback_url: 'https://10.0.0.1/hook' }],
    ['/callback_url', {}],
    ['/callback_secret', { callback_url: URL_, callback_secret: 'short' }],
    ['/language', { callback_url: URL_, language: 'sv' }],
  ])('is refused with what is wrong at %s, and nothing is sent', async (pointer, body) => {
    const world = makeWorld();
    const problem = await run(world, body).catch((error: RequestProblem) => error);
    expect(problem).toBeInstanceOf(RequestProblem);
    expect(problem).toMatchObject({ status: 400, errors: [{ pointer }] });
    expect(world.transport.posts).toEqual([]);
  });
});
