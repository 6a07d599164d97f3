/** A stage of two models, with every right enforced: each job is done by the model that it asks for. */
import { beforeAll, expect, it } from 'vitest';
import type { JobRow } from '../../core/contracts/job-row.ts';
import { workerKey } from '../../core/contracts/rows.ts';
import { call, endedJob, fixture, objectText, stack, table, uniqueName, upload } from '../end-to-end/support/client.ts';

const [first = '', further = ''] = stack.models;
const jobs: Record<string, JobRow> = {};

beforeAll(async () => {
  const ids = await Promise.all(
    stack.models.map(async (model) => {
      const { derivedId } = await upload(
        `transcription_upload/${uniqueName('models.wav')}`,
        fixture('en-short.wav'),
        model === first ? {} : { model },
      );
      return [model, derivedId] as const;
    }),
  );
  for (const [model, id] of ids) jobs[model] = await endedJob(id);
});

it.each(stack.models)('%s does the jobs that ask for it, on a worker of its own', async (model) => {
  const { status, results, instance_id = '' } = jobs[model] ?? {};
  expect(status).toBe('completed');
  expect(JSON.parse(await objectText(results?.json ?? ''))).toMatchObject({ metadata: { model } });
  expect(await table.get(workerKey(instance_id))).toMatchObject({ kind: 'worker', model });
});

it('clients can see which there are, and ask for none but these', async () => {
  expect((await call('GET', '/api/v1/models')).body.models).toMatchObject([
    { name: first, default: true },
    { name: further, default: false },
  ]);
  const refused = await call('POST', '/api', { callback_url: 'https://example.com/hook', model: 'whisper-9' });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/model' }] } });
  const { status } = await call('POST', '/api', { callback_url: 'https://example.com/hook', model: further });
  expect(status).toBe(200);
});
