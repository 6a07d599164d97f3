import { describe, expect, it } from 'vitest';
import { readDeliveryDeadLetter, readJobDeadLetter } from '../../../core/operate/read-dead-letters.ts';
import { peekDeadLetters, redriveDeadLetters } from '../../../core/operate/redrive.ts';
import { MemoryDeadLetters } from '../../support/memory/dead-letters.ts';
import { makeDelivery, makeJob } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
import { makeWorld } from '../../support/world.ts';

const LIMIT = 1000;
const jobLetter = (job_id: string) => JSON.stringify({ job_id, s3_input: 's3://b/i', s3_output: 's3://b/o' });
const deliveryLetter = (delivery_id: string) => JSON.stringify({ delivery_id });

describe('dead letters of jobs', () => {
  it('go back, are dropped or stay, by what their jobs are', async () => {
    const { letters, read } = await givenJobs();
    for (const body of [jobLetter('job-1'), 'no JSON', jobLetter('done'), jobLetter('unknown'), jobLetter('again')]) {
      letters.setAside(body);
    }
    const redriven = await redriveDeadLetters({ letters, read }, LIMIT);
    expect(redriven).toMatchObject([
      { about: 'job job-1', fate: 'back' },
      { about: 'no JSON', fate: 'stay' },
      { about: 'job done', fate: 'drop', because: 'the job is completed' },
      { about: 'job unknown', fate: 'drop', because: 'the table has no such job' },
      { about: 'job again', fate: 'drop', because: 'a newer message stands for the job' },
    ]);
    expect([letters.sentBack, letters.bodies()]).toEqual([[jobLetter('job-1')], ['no JSON']]);
  });

  it('stay when their rows cannot be read, which is what they wait for', async () => {
    const world = makeWorld();
    for (const row of [makeJob(), makeDelivery()]) await world.table.write({ kind: 'put', row });
    for (const row of world.table.rows()) world.table.spoil(row.job_id, { created_at: 'some day' });
    const stays = { fate: 'stay', because: expect.stringContaining('cannot be read') };
    expect(await readJobDeadLetter(world.table)(jobLetter('job-1'))).toMatchObject(stays);
    expect(await readDeliveryDeadLetter(world.table)(deliveryLetter(makeDelivery().webhook_id))).toMatchObject(stays);
  });

  it('are only looked at by a peek', async () => {
    const { letters, read } = await givenJobs();
    const bodies = Array.from({ length: 25 }, () => jobLetter('job-1'));
    for (const body of bodies) letters.setAside(body);
    expect(await peekDeadLetters({ letters, read }, LIMIT)).toHaveLength(25);
    expect([letters.sentBack, letters.bodies()]).toEqual([[], bodies]);
  });

  it('are taken up to a limit, in whole receives', async () => {
    const { letters, read } = await givenJobs();
    for (let n = 0; n < 25; n += 1) letters.setAside(jobLetter('job-1'));
    expect(await redriveDeadLetters({ letters, read }, 11)).toHaveLength(20);
    expect(letters.bodies()).toHaveLength(5);
  });

  it.each(['sendBack', 'delete'] as const)('are lost by no fault at %s', async (method) => {
    const { letters, read } = await givenJobs();
    for (const id of ['done', 'job-1']) letters.setAside(jobLetter(id));
    const broken = withMethod(letters, method, async () => {
      throw new Error('no answer');
    });
    await expect(redriveDeadLetters({ letters: broken, read }, LIMIT)).rejects.toThrow('no answer');
    expect([...letters.bodies(), ...letters.sentBack]).toContain(jobLetter('job-1'));
    // What was not done is visible at once
    await redriveDeadLetters({ letters, read }, LIMIT);
    expect(letters.bodies()).toEqual([]);
    expect(letters.sentBack).toContain(jobLetter('job-1'));
  });
});

it('drops dead letters of deliveries that are over', async () => {
  const { table } = makeWorld();
  await table.write({ kind: 'put', row: makeDelivery() });
  await table.write({ kind: 'put', row: makeDelivery({ job_id: 'delivery#over', status: 'delivered' }) });
  const letters = new MemoryDeadLetters();
  for (const id of ['msg_job-1_completed', 'over', 'unknown']) letters.setAside(deliveryLetter(id));
  letters.setAside('{}');
  const redriven = await redriveDeadLetters({ letters, read: readDeliveryDeadLetter(table) }, LIMIT);
  expect(redriven.map(({ fate, because }) => [fate, because])).toEqual([
    ['back', undefined],
    ['drop', 'it is delivered'],
    ['drop', 'the table has no such delivery'],
    ['stay', expect.stringContaining('no message of this queue')],
  ]);
  expect(letters.sentBack).toEqual([deliveryLetter('msg_job-1_completed')]);
});

async function givenJobs() {
  const { table } = makeWorld();
  await table.write({ kind: 'put', row: makeJob() });
  await table.write({ kind: 'put', row: makeJob({ job_id: 'done', status: 'completed' }) });
  await table.write({ kind: 'put', row: makeJob({ job_id: 'again', sequence: 1 }) });
  return { letters: new MemoryDeadLetters(), read: readJobDeadLetter(table) };
}
