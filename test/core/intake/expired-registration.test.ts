import { describe, expect, it } from 'vitest';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import type { UploadEvent } from '../../../core/intake/inspect-upload.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { jobsOf } from '../../support/waiting-jobs.ts';
import {
  carryOn,
  givenRegistration,
  givenUpload,
  jobIn,
  makeWorld,
  type World,
  workerOn,
} from '../../support/world.ts';

const DAY = 86_400;
const accept = (world: World, event: UploadEvent) => acceptUpload(workerOn(world), event, { again: true });
const days = (world: World, count: number) => world.clock.advance(count * DAY);
const registrationOf = (world: World) => world.table.rows().find((row) => row.kind === 'registration');

/** An upload with the event that S3 makes of it at that time. */
function givenEvent(world: World, path: string, file: { body?: string } = {}): UploadEvent {
  return { ...givenUpload(world, path, file), stored_at: world.clock.now().toISOString() };
}

describe('an upload under a registration that has expired', () => {
  it('is transcribed as one that nobody registered for: no webhook, no owner, a warning that says why', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world, { language: 'sv' });
    await days(world, 90);
    expect(await accept(world, givenEvent(world, `${callback_id}/talk.mp3`))).toMatchObject({ kind: 'queued' });
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'registered' });
    const [job] = jobsOf(world).filter((one) => one.job_id !== callback_id);
    expect(job).toMatchObject({ status: 'launching', options: {}, warnings: [{ code: 'expired_callback' }] });
    expect(job?.warnings[0]?.message).toContain('expired at 2026-05-30T12:00:00.000Z');
    for (const name of ['tenant', 'callback_id', 'callback_url']) expect(job).not.toHaveProperty(name);
    await carryOn(world);
    expect(world.deliveries.bodies()).toEqual([]);
    expect(world.log.at('warn')).toContain('an upload came after its registration had expired');
  });

  it('does not bring it back', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    const before = registrationOf(world);
    await days(world, 90);
    for (const name of ['one', 'two']) await accept(world, givenEvent(world, `${callback_id}/${name}.mp3`));
    expect(registrationOf(world)).toEqual(before);
  });

  it.each([
    ['its event was late', async (world: World, event: UploadEvent) => void (await accept(world, event))],
    ['its event was lost', async (world: World) => reconcile(workerOn(world))],
  ])('is its job all the same when it was made in time and %s', async (_why, goOn) => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    await world.clock.advance(90 * DAY - 60);
    const event = givenEvent(world, `${callback_id}/talk.mp3`);
    await days(world, 1);
    await goOn(world, event);
    expect(await jobIn(world, callback_id)).toMatchObject({ status: 'launching', tenant: 'default' });
  });

  it.each([
    ['with its time', (event: UploadEvent) => event],
    ['without it', ({ stored_at: _, ...event }: UploadEvent) => event],
  ])('is no second job when its event comes again later, %s', async (_how, again) => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    const event = givenEvent(world, `${callback_id}/talk.mp3`);
    await accept(world, event);
    await days(world, 100);
    expect(await accept(world, again(event))).toEqual({ kind: 'repeated', job_id: callback_id });
    expect(jobsOf(world)).toHaveLength(1);
  });
});

describe('a registration that is used', () => {
  it('lasts for ever, with one write a day at most', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    for (let n = 0; n < 5; n += 1) {
      await days(world, 80);
      await accept(world, givenEvent(world, `${callback_id}/${n}.mp3`));
      const once = registrationOf(world);
      await world.clock.advance(3600);
      await accept(world, givenEvent(world, `${callback_id}/${n}-more.mp3`));
      expect(registrationOf(world)).toEqual(once);
    }
    expect(jobsOf(world).filter((job) => job.callback_id !== callback_id)).toEqual([]);
    expect(jobsOf(world).flatMap((job) => job.warnings)).toEqual([]);
  });

  it('keeps the job that waits for its first file when only empty ones came', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    await days(world, 80);
    await accept(world, givenEvent(world, `${callback_id}/talk.mp3`, { body: '' }));
    const { expires_at } = await jobIn(world, callback_id);
    expect(expires_at).toBe(world.clock.now().getTime() / 1000 + 180 * DAY);
    expect(registrationOf(world)).toMatchObject({ expires_at });
  });

  it('gives a job its own time to stay', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    expect(await jobIn(world, callback_id)).toMatchObject({ expires_at: registrationOf(world)?.expires_at });
    await accept(world, givenEvent(world, `${callback_id}/talk.mp3`));
    expect((await jobIn(world, callback_id)).expires_at).toBe(world.clock.now().getTime() / 1000 + 90 * DAY);
  });

  it('by a version that knew no end gets one with its next upload', async () => {
    const world = makeWorld();
    const callback_id = await givenRegistration(world);
    world.table.spoil(`registration#${callback_id}`, { valid_until: undefined, expires_at: undefined });
    await days(world, 1000);
    expect(await accept(world, givenEvent(world, `${callback_id}/talk.mp3`))).toEqual({
      kind: 'queued',
      job_id: callback_id,
    });
    await days(world, 90);
    await accept(world, givenEvent(world, `${callback_id}/late.mp3`));
    expect(jobsOf(world).flatMap((job) => job.warnings)).toMatchObject([{ code: 'expired_callback' }]);
  });
});
