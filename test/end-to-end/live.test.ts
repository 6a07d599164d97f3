/** Clients that listen to a job, over a socket and by polls: each is told all of it, and what it heard is what is stored. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLongClip } from '../../bench/support/clips.ts';
import { waitFor } from '../../local/wait.ts';
import { WebhookReceiver } from '../../local/webhook-receiver.ts';
import { LiveListener } from '../support/live-listener.ts';
import { call, endedJob, LIMIT, register, uniqueName, upload } from './support/client.ts';
import { isLetIn, opened, polled, ticketFor, until } from './support/live.ts';

const CLIP_SECONDS = 240;
const folder = mkdtempSync(join(tmpdir(), 'transcription-live-'));
const clip = join(folder, 'clip.wav');
let receiver: WebhookReceiver;
beforeAll(async () => {
  writeLongClip(clip, CLIP_SECONDS);
  receiver = await WebhookReceiver.start();
});
afterAll(async () => {
  await receiver.goDown();
  rmSync(folder, { recursive: true, force: true });
});

const newJob = () => register({ callback_url: `${receiver.url}/live` });
const isOver = ({ job }: LiveListener) => job?.status === 'completed';

describe('who listens to a job', () => {
  it('hears all of it as it comes, over a socket, over one that breaks off, and by polls', async () => {
    // Given two sockets, one of all jobs, and a poll
    const job_id = await newJob();
    const [first, breaking, all] = [
      await opened((await ticketFor(job_id)).url),
      await opened((await ticketFor(job_id)).url),
      await opened((await ticketFor()).url),
    ];
    await until('the snapshots', () => first.listener.job !== null && all.listener.seq !== undefined);
    const poll = new LiveListener();
    // When the job is done, while one socket breaks off and comes again with its last seq
    await upload(`transcription_upload/${job_id}/clip.wav`, readFileSync(clip));
    const polling = waitFor(
      'the end of the polls',
      async () => (await polled(`/api/v1/jobs/${job_id}/events`, poll)) || undefined,
      LIMIT,
    );
    await until('segments', () => breaking.listener.segments.length > 0);
    breaking.socket.close();
    await breaking.closed;
    const { url } = await ticketFor(job_id);
    const again = await opened(`${url}&after=${breaking.listener.seq}`);
    await endedJob(job_id);
    await until('the end on the sockets', () => isOver(first.listener) && isOver(again.listener));
    await polling;
    // Then each has the stored transcript, and who came again was told the rest, once
    const { body } = await call('GET', `/api/v1/jobs/${job_id}/transcript?format=json`);
    const stored = body.transcript.segments;
    await until('the last segments', () => first.listener.segments.length === stored.length);
    expect(first.listener.segments).toEqual(stored);
    expect(poll.segments).toEqual(stored);
    expect([...breaking.listener.segments, ...again.listener.segments]).toEqual(stored);
    expect(again.listener.messages.map(({ type }) => type)).not.toContain('snapshot');
    const numbers = (one: LiveListener) => one.messages.map(({ seq }) => seq);
    expect(numbers(first.listener)).toEqual([...new Set(numbers(first.listener))].sort((a, b) => a - b));
    const states = first.listener.messages.flatMap((one) => (one.type === 'state' ? [one.job.status] : []));
    expect(states).toEqual(['launching', 'processing', 'completed']);
    const ofAll = all.listener.messages.flatMap((one) =>
      one.type === 'state' && one.job.job_id === job_id ? [one.job.status] : [],
    );
    expect(ofAll).toEqual(states);
    expect(all.listener.messages.map(({ type }) => type)).not.toContain('segments');
    for (const { socket } of [first, again, all]) socket.close();
  });

  it('who comes when it is over gets a snapshot, and is told so', async () => {
    const job_id = await newJob();
    expect(await call('POST', `/api/v1/jobs/${job_id}/cancel`)).toMatchObject({ status: 200 });
    const listener = new LiveListener();
    expect(await polled(`/api/v1/jobs/${job_id}/events`, listener)).toBe(true);
    expect(listener.messages).toMatchObject([{ type: 'snapshot', job: { status: 'cancelled' } }]);
    expect(await polled(`/api/v1/jobs/${job_id}/events`, listener)).toBe(true);
    expect(listener.messages).toHaveLength(1);
  });

  it('keeps its socket open by pings', async () => {
    const { socket, said } = await opened((await ticketFor()).url);
    socket.send(JSON.stringify({ type: 'ping' }));
    await until('the pong', () => said.length > 0);
    expect(said).toEqual([{ type: 'pong' }]);
    socket.close();
  });
});

describe('a ticket', () => {
  it('lets one socket in, and no second', async () => {
    const { url } = await ticketFor(await newJob());
    expect([await isLetIn(url), await isLetIn(url)]).toEqual([true, false]);
  });

  it('of one job is none for another, and there is none for a job of somebody else', async () => {
    const [own, other] = [await newJob(), await newJob()];
    const { url } = await ticketFor(own);
    expect(await isLetIn(url.replace(own, other))).toBe(false);
    const { body } = await call('POST', '/api/v1/keys', { name: uniqueName('client'), tenant: 'acme' });
    const foreign = { 'x-api-key': body.value };
    expect(await call('POST', `/api/v1/jobs/${own}/ticket`, undefined, foreign)).toMatchObject({ status: 404 });
    expect(await call('GET', `/api/v1/jobs/${own}/events?wait=0`, undefined, foreign)).toMatchObject({ status: 404 });
  });

  it('no socket comes without one', async () => {
    const { url } = await ticketFor();
    expect(await isLetIn(url.replace(/ticket=\w+/, 'ticket=guessed'))).toBe(false);
  });
});
