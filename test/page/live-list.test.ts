/** The list of recordings hears over a socket what becomes of them, and looks by itself where there is none. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { JobSummary } from '../../clients/typescript/index.ts';
import { describeWith } from '../support/needs.ts';
import { ANSWERS } from './support/recording.ts';
import { givenSockets } from './support/sockets.ts';
import { type Asked, stubApi } from './support/stub-api.ts';
import { visitServed } from './support/visit.ts';

const TICKET = '/api/v1/ticket';
const SNAPSHOT = { type: 'snapshot', seq: 0, attempt: 0, job: null } as const;

function job(name: string, status: JobSummary['status'], updated_at = '2026-01-01T10:00:00Z'): JobSummary {
  return {
    job_id: name,
    status,
    callback_id: null,
    file: { name },
    created_at: '2026-01-01T10:00:00Z',
    updated_at,
    progress: null,
    error: null,
    usage: null,
    language: null,
  };
}

const state = (seq: number, told: JobSummary) => ({ type: 'state', seq, attempt: 1, job: told }) as const;
const done = (name: string) => job(name, 'completed', '2026-01-01T11:00:00Z');

/** A list that a test changes, looked at with a clock that it moves. */
async function givenList(listed: JobSummary[]) {
  const asked: Asked[] = [];
  const sockets = givenSockets(TICKET);
  let underWay: Promise<unknown> = Promise.resolve();
  const list = async () => {
    const jobs = [...listed];
    await underWay;
    return { jobs, next_cursor: null };
  };
  const answers = { ...ANSWERS, ...sockets.answers, 'GET /api/v1/jobs': list };
  const { page } = await visitServed(stubApi(answers, asked), '#/', {}, ['client'], sockets.upgrade);
  await sockets.waitFor(1);
  await page.clock.install();
  await page.reload();
  await sockets.waitFor(2);
  const looks = () => asked.filter(({ method, path }) => method === 'GET' && path === '/api/v1/jobs').length;
  /** Lists are read, and on their way until they are let go. */
  const holdLists = () => {
    let letGo = () => {};
    underWay = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    return letGo;
  };
  return { page, sockets, looks, holdLists };
}

const stateOf = (page: Page, name: string) => page.locator('li.job').filter({ hasText: name }).locator('.state');

/** It is shown, and asked for once more; the answer was read and is on its way. */
async function givenListUnderWay(listed: JobSummary[]) {
  const given = await givenList(listed);
  await stateOf(given.page, 'a.wav').waitFor();
  const before = given.looks();
  const letGo = given.holdLists();
  given.sockets.say(SNAPSHOT);
  await expect.poll(given.looks).toBe(before + 1);
  return { ...given, letGo };
}

describeWith('chromium-headless-shell')('the list of recordings', () => {
  it('hears of states over one socket, and does not look meanwhile', async () => {
    const { page, sockets, looks } = await givenList([job('a.wav', 'processing'), job('b.wav', 'launching')]);
    await stateOf(page, 'a.wav').waitFor();
    const before = looks();
    sockets.say(SNAPSHOT);
    await expect.poll(looks).toBe(before + 1);
    sockets.say(state(1, done('a.wav')));
    await stateOf(page, 'a.wav').getByText('done').waitFor();
    for (const _ of [1, 2, 3]) await page.clock.fastForward(10_000);
    expect(await stateOf(page, 'b.wav').innerText()).toBe('waits for a machine');
    expect([looks(), sockets.opened.length]).toEqual([before + 1, 2]);
    // What no message tells, such as a deletion elsewhere, is seen within a minute or so.
    for (const _ of [1, 2, 3, 4]) await page.clock.fastForward(10_000);
    await expect.poll(looks).toBe(before + 2);
  });

  it('shows a recording that somebody else began', async () => {
    const listed = [job('a.wav', 'completed')];
    const { page, sockets, looks } = await givenList(listed);
    const before = looks();
    sockets.say(SNAPSHOT);
    await expect.poll(looks).toBeGreaterThan(before);
    listed.unshift(job('new.wav', 'launching'));
    sockets.say(state(1, job('new.wav', 'launching')));
    await stateOf(page, 'new.wav').waitFor();
  });

  it('looks again when it hears of one while a list without it is under way', async () => {
    const listed = [job('a.wav', 'completed')];
    const { page, sockets, letGo } = await givenListUnderWay(listed);
    listed.unshift(job('new.wav', 'launching'));
    sockets.say(state(1, job('new.wav', 'launching')), state(2, job('a.wav', 'failed', '2026-01-01T11:00:00Z')));
    await stateOf(page, 'a.wav').getByText('failed').waitFor();
    letGo();
    await stateOf(page, 'new.wav').waitFor();
  });

  it('lets a list that takes its time come, however much it hears meanwhile', async () => {
    const { page, sockets, looks, letGo } = await givenListUnderWay([job('a.wav', 'completed')]);
    const before = looks();
    for (const seq of [1, 2, 3]) {
      sockets.say(
        state(seq, job(`new-${seq}.wav`, 'launching')),
        state(seq + 10, job('a.wav', 'failed', `2026-01-01T11:00:0${seq}Z`)),
      );
      await page.clock.runFor(400);
    }
    expect(looks()).toBe(before);
    letGo();
    await expect.poll(looks).toBe(before + 1);
  });

  it('keeps what it heard while an older list was under way', async () => {
    const { page, sockets, letGo } = await givenListUnderWay([job('a.wav', 'processing')]);
    sockets.say(state(1, done('a.wav')));
    await stateOf(page, 'a.wav').getByText('done').waitFor();
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/jobs?limit=50'));
    letGo();
    await (await answered).finished();
    await page.clock.fastForward(1000);
    expect(await stateOf(page, 'a.wav').innerText()).toBe('done');
  });

  it('looks again soon when a look failed, though it hears of states', async () => {
    const listed = [job('a.wav', 'processing')];
    const { page, sockets, looks } = await givenList(listed);
    await stateOf(page, 'a.wav').waitFor();
    const before = looks();
    await page.route('**/api/v1/jobs?*', (route) => route.abort());
    sockets.say(SNAPSHOT);
    await page.getByRole('alert').waitFor();
    await page.unroute('**/api/v1/jobs?*');
    await page.clock.fastForward(12_000);
    await expect.poll(looks).toBeGreaterThan(before);
  });

  it('comes again with the last number after its socket was closed, and looks until there is one', async () => {
    const listed = [job('a.wav', 'processing')];
    const { page, sockets } = await givenList(listed);
    sockets.say(SNAPSHOT, state(7, job('a.wav', 'processing')));
    await stateOf(page, 'a.wav').waitFor();
    listed[0] = done('a.wav');
    sockets.opened.at(-1)?.socket.close();
    await stateOf(page, 'a.wav').getByText('done').waitFor();
    await page.clock.fastForward(2000);
    await sockets.waitFor(3);
    expect(sockets.opened.at(-1)?.url).toContain('after=7');
  });

  it('looks by itself where sockets open and say nothing', async () => {
    const listed = [job('a.wav', 'processing')];
    const { page, sockets, looks } = await givenList(listed);
    await stateOf(page, 'a.wav').waitFor();
    await page.clock.fastForward(12_000);
    await page.clock.fastForward(2000);
    await sockets.waitFor(3);
    await page.clock.fastForward(12_000);
    const before = looks();
    listed[0] = done('a.wav');
    await page.clock.fastForward(2000);
    await stateOf(page, 'a.wav').getByText('done').waitFor();
    expect(looks()).toBeGreaterThan(before);
    // And tries a socket once more, later.
    await page.clock.fastForward(62_000);
    await sockets.waitFor(4);
  });
});
