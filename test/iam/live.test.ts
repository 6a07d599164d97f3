/** Those who listen to a job, with every call of the three Lambdas that serve them needing a right. */
import { beforeAll, describe, expect, it } from 'vitest';
import { CONNECTION_ITEMS, jobChannel } from '../../core/contracts/live-items.ts';
import { liveTableName } from '../../lib/names.ts';
import { call, endedJob, fixture, itemsOf, LIMIT, register, upload } from '../end-to-end/support/client.ts';
import { isLetIn, type OpenedSocket, opened, polled, ticketFor, until } from '../end-to-end/support/live.ts';
import { LiveListener } from '../support/live-listener.ts';
import { decisionsAbout, LIVE_ROLES, type Role, refusedTo, takeFrom, unusedRights } from './support/decisions.ts';
import { NOT_USED_HERE } from './support/not-used-here.ts';

const LIVE_TABLE = liveTableName('local');
const newJob = () => register({ callback_url: 'https://example.com/hook' });
const heardOf = (jobId: string) => ticketFor(jobId).then(({ url }) => opened(url));
const transcribed = async (jobId: string) => {
  await upload(`transcription_upload/${jobId}/en-short.wav`, fixture('en-short.wav'));
  expect(await endedJob(jobId)).toMatchObject({ status: 'completed' });
};
/** Of a socket that leaves, its place is what is removed last. */
const openSockets = async () =>
  (await itemsOf(LIVE_TABLE)).filter(({ channel }) => String(channel).startsWith(CONNECTION_ITEMS));
const didSoFar = (role: Role) => decisionsAbout(role).map(({ action }) => action);

async function left({ socket, closed }: OpenedSocket): Promise<void> {
  socket.close();
  await closed;
}

describe('with their own rights alone', () => {
  let jobId: string;
  beforeAll(async () => {
    jobId = await newJob();
  });

  it('a job is heard over a socket of its own, over one of all jobs, and by polls', async () => {
    // Given
    const path = `/api/v1/jobs/${jobId}/events`;
    const [own, all] = [await heardOf(jobId), await opened((await ticketFor()).url)];
    const [polls, pollsOfAll] = [new LiveListener(), new LiveListener()];
    await Promise.all([polled(path, polls, 0), polled('/api/v1/events', pollsOfAll, 0)]);
    await until('the snapshots', () => own.listener.job !== null && all.listener.seq !== undefined);
    // When
    await transcribed(jobId);
    // Then
    await until('the end', () => [own, all].every(({ listener }) => listener.job?.status === 'completed'));
    while (!(await polled(path, polls)));
    await polled('/api/v1/events', pollsOfAll);
    expect(own.listener.segments.length).toBeGreaterThan(0);
    expect(polls.segments).toEqual(own.listener.segments);
    expect(pollsOfAll.job).toMatchObject({ job_id: jobId });
    await Promise.all([left(own), left(all)]);
  });

  it('a poll waits for what does not come', async () => {
    const other = await newJob();
    const listener = new LiveListener();
    await polled(`/api/v1/jobs/${other}/events`, listener, 0);
    expect(await polled(`/api/v1/jobs/${other}/events`, listener, 1)).toBe(false);
    expect(listener.messages).toHaveLength(1);
  });

  it('a ping is answered, and the last one to go ends the listening', async () => {
    const alone = await heardOf(await newJob());
    alone.socket.send(JSON.stringify({ type: 'ping' }));
    await until('the pong', () => alone.said.length > 0);
    const isEnded = () => didSoFar('LiveSocket').filter((action) => action === 'dynamodb:UpdateItem').length;
    const before = isEnded();
    await left(alone);
    await expect.poll(isEnded, { timeout: LIMIT.limitMs }).toBeGreaterThan(before);
  });

  it('a poll may be the first that a key is used for', async () => {
    const { body: made } = await call('POST', '/api/v1/keys', { name: 'acme', tenant: 'acme' });
    expect((await call('GET', '/api/v1/events?wait=0', undefined, { 'x-api-key': made.value })).status).toBe(200);
    const { keys } = (await call('GET', '/api/v1/keys')).body;
    expect(keys).toContainEqual(expect.objectContaining({ key_id: made.key_id, last_used_on: expect.any(String) }));
  });

  it('of a job that is gone, and without a ticket, nothing is heard', async () => {
    const { url } = await ticketFor(jobId);
    expect((await call('DELETE', `/api/v1/jobs/${jobId}`)).status).toBe(202);
    expect((await call('GET', `/api/v1/jobs/${jobId}/events?wait=0`)).status).toBe(404);
    expect((await opened(url)).listener.messages).toEqual([]);
    expect(await isLetIn(url)).toBe(false);
  });

  it.each(LIVE_ROLES)('role %s was refused nothing', (role) => {
    const decisions = decisionsAbout(role);
    expect(decisions.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(decisions.length).toBeGreaterThan(0);
  });
});

describe('without one of their statements', () => {
  it('what the polls’ Lambda may not write down is answered by nobody', async () => {
    const jobId = await newJob();
    const putBack = await takeFrom('LiveEvents', 'dynamodb:UpdateItem', LIVE_TABLE);
    expect((await call('GET', `/api/v1/jobs/${jobId}/events?wait=0`)).status).toBe(500);
    expect(refusedTo('LiveEvents')).not.toEqual([]);
    await putBack();
    expect((await call('GET', `/api/v1/jobs/${jobId}/events?wait=0`)).status).toBe(200);
  });

  it('whose ticket cannot be read is not let in', async () => {
    const putBack = await takeFrom('LiveSocket', 'dynamodb:DeleteItem');
    expect(await isLetIn((await ticketFor()).url)).toBe(false);
    expect(refusedTo('LiveSocket')).toContain('dynamodb:DeleteItem');
    await putBack();
    expect(await isLetIn((await ticketFor()).url)).toBe(true);
  });

  it('a socket that went unnoticed is found gone with the next message, and removed', async () => {
    // Given a socket whose end nobody may note, and no other that could leave meanwhile
    await expect.poll(openSockets, { timeout: LIMIT.limitMs }).toEqual([]);
    const jobId = await newJob();
    const gone = await heardOf(jobId);
    await until('the snapshot', () => gone.listener.job !== null);
    const putBack = await takeFrom('LiveSocket', 'dynamodb:DeleteItem');
    const refused = refusedTo('LiveSocket').length;
    await left(gone);
    await expect.poll(() => refusedTo('LiveSocket').length, { timeout: LIMIT.limitMs }).toBeGreaterThan(refused);
    await putBack();
    expect(await openSockets()).toEqual([expect.objectContaining({ of: jobChannel(jobId) })]);
    // When
    await transcribed(jobId);
    // Then
    await expect.poll(openSockets, { timeout: LIMIT.limitMs }).toEqual([]);
    expect(didSoFar('LiveFanOut')).toContain('dynamodb:DeleteItem');
  });

  it('the job goes on whose listeners may not be told, and who comes again hears all of it', async () => {
    const jobId = await newJob();
    const putBack = await takeFrom('LiveFanOut', 'execute-api:ManageConnections');
    const deaf = await heardOf(jobId);
    await transcribed(jobId);
    expect(refusedTo('LiveFanOut')).toContain('execute-api:ManageConnections');
    expect(deaf.listener.messages).toEqual([]);
    await putBack();
    const again = await heardOf(jobId);
    await until('the end', () => again.listener.job?.status === 'completed');
    await Promise.all([left(deaf), left(again)]);
  });
});

describe('the rights', () => {
  it.each(LIVE_ROLES)('of role %s are all used here, or it is known why not', async (role) => {
    const isKnown = ({ action }: { action: string }) =>
      NOT_USED_HERE.some(({ by, actions }) => by.includes(role) && actions.includes(action));
    expect((await unusedRights(role)).filter((right) => !isKnown(right))).toEqual([]);
  });
});
