import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system.ts';
import { admitSocket, giveTicket } from '../../../core/live/ticket.ts';
import { givenQueuedJob, makeWorld } from '../../support/world.ts';

const URL_OF_SOCKETS = 'wss://sockets.example/live';

async function given(whom: 'job' | 'all' = 'job') {
  const world = { ...makeWorld(), sha256, newSecret: () => 'secret' };
  const { job_id } = await givenQueuedJob(world);
  const listener = whom === 'job' ? { tenant: 'default', job_id } : { tenant: 'default' };
  const { ticket, url } = await giveTicket(world, listener, URL_OF_SOCKETS);
  return { world, job_id, ticket, url };
}

describe('a ticket', () => {
  it('is good for one socket, for what it was asked for', async () => {
    const { world, job_id, ticket, url } = await given();
    expect(url).toBe(`${URL_OF_SOCKETS}?job_id=${job_id}&ticket=${ticket}`);
    expect(await admitSocket(world, 'c1', { ticket, job_id, after: '3' })).toMatchObject({
      tenant: 'default',
      after: 3,
    });
    await expect(admitSocket(world, 'c2', { ticket, job_id })).rejects.toMatchObject({ status: 403 });
  });

  it.each([
    ['another job', { job_id: 'another' }],
    ['all jobs', {}],
  ])('of one job is none for %s', async (_what, query) => {
    const { world, ticket } = await given();
    await expect(admitSocket(world, 'c1', { ticket, ...query })).rejects.toMatchObject({ status: 403 });
  });

  it('of all jobs is none for one', async () => {
    const { world, job_id, ticket } = await given('all');
    await expect(admitSocket(world, 'c1', { ticket, job_id })).rejects.toMatchObject({ status: 403 });
  });

  it('is over after a minute', async () => {
    const { world, job_id, ticket } = await given();
    await world.clock.advance(60);
    await expect(admitSocket(world, 'c1', { ticket, job_id })).rejects.toMatchObject({ status: 403 });
  });

  it.each([{}, { ticket: '' }, { ticket: 'guessed' }])('is asked for: %o', async (query) => {
    const { world } = await given();
    await expect(admitSocket(world, 'c1', query)).rejects.toMatchObject({ status: 403 });
  });

  it('is not given for a job of somebody else', async () => {
    const { world, job_id } = await given();
    const asking = giveTicket(world, { tenant: 'another', job_id }, URL_OF_SOCKETS);
    await expect(asking).rejects.toMatchObject({ status: 404 });
  });
});
