/** The text of a recording at work, and what becomes of it: over a socket, or by polls where none is to be had. */
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { segment } from '../web/support/segment.ts';
import { ANSWERS, JOB, jobWith } from './support/recording.ts';
import { givenSockets } from './support/sockets.ts';
import { type Answers, type Asked, answer, stubApi } from './support/stub-api.ts';
import { visitServed, visitWith } from './support/visit.ts';

const heard = (seq: number, id: number) => ({
  type: 'segments' as const,
  seq,
  attempt: 1,
  job_id: JOB,
  segments: [{ ...segment({ id, start: id, text: `heard${id}` }), words: [] }],
  progress: { seconds_done: 2, duration_seconds: 9 },
});

/** @param ticket what is answered to who wants a socket */
function givenWithoutSockets(ticket: Answers[string]) {
  const afters: (string | null)[] = [];
  const tickets: string[] = [];
  const answers: Answers = {
    ...ANSWERS,
    [`GET /api/v1/jobs/${JOB}`]: { ...jobWith(''), status: 'processing' },
    [`POST /api/v1/jobs/${JOB}/ticket`]: (...asked) => {
      tickets.push(asked[0].path);
      return typeof ticket === 'function' ? ticket(...asked) : ticket;
    },
    [`GET /api/v1/jobs/${JOB}/events`]: ({ query }) => {
      afters.push(query.get('after'));
      if (afters.length === 1) return { events: [heard(1, 0)], seq: 1, over: false };
      return { events: [heard(2, 1)], seq: 2, over: true };
    },
  };
  return { answers, afters, tickets };
}

describeWith('chromium-headless-shell')('the text as it is heard', () => {
  it.each<[string, Answers[string]]>([
    ['no ticket is given', answer(404, {})],
    [
      'no socket opens',
      ({ origin }) => ({ url: `${origin.replace('http', 'ws')}/socket?ticket=t`, expires_at: '2026-01-01T10:00:00Z' }),
    ],
  ])('comes by polls where %s, each from where the last ended', async (_, ticket) => {
    const { answers, afters, tickets } = givenWithoutSockets(ticket);
    const { page } = await visitWith(answers, `#/jobs/${JOB}`);
    await page.getByText('heard0').waitFor();
    await page.getByText('heard1').waitFor();
    expect([afters, tickets.length]).toEqual([[null, '1'], 2]);
  });

  it('comes over a socket, and with its end the transcript, without a look in between', async () => {
    const sockets = givenSockets(`/api/v1/jobs/${JOB}/ticket`);
    const asked: Asked[] = [];
    let status = 'processing';
    const answers: Answers = {
      ...ANSWERS,
      ...sockets.answers,
      // With a recording that plays: one that does not is looked up anew for its link.
      [`GET /api/v1/jobs/${JOB}`]: ({ origin }) => ({ ...jobWith(`${origin}/bucket/audio.wav`), status }),
    };
    const { page } = await visitServed(stubApi(answers, asked), `#/jobs/${JOB}`, {}, ['client'], sockets.upgrade);
    const looks = () => asked.filter(({ method, path }) => method === 'GET' && path === `/api/v1/jobs/${JOB}`).length;
    await sockets.waitFor(1);
    sockets.say({ type: 'snapshot', seq: 0, attempt: 1, job: null });
    await expect.poll(looks).toBe(2);
    sockets.say(heard(1, 0));
    await page.getByText('heard0').waitFor();
    await expect.poll(() => page.locator('progress').getAttribute('value')).toBe('2');
    status = 'completed';
    sockets.say({ type: 'state', seq: 2, attempt: 1, job: { ...jobWith(''), status } as never });
    await page.getByText('Line number0.').waitFor();
    expect([looks(), asked.filter(({ path }) => path.endsWith('/events'))]).toEqual([3, []]);
  });

  it('is shown once, though the service sends some of it again', async () => {
    const sockets = givenSockets(`/api/v1/jobs/${JOB}/ticket`);
    const answers = {
      ...ANSWERS,
      ...sockets.answers,
      [`GET /api/v1/jobs/${JOB}`]: { ...jobWith(''), status: 'processing' },
    };
    const { page } = await visitServed(stubApi(answers), `#/jobs/${JOB}`, {}, ['client'], sockets.upgrade);
    await sockets.waitFor(1);
    sockets.say({ type: 'snapshot', seq: 0, attempt: 1, job: null }, heard(1, 0), heard(1, 0), heard(2, 1));
    await page.getByText('heard1').waitFor();
    expect(await page.getByText('heard0').count()).toBe(1);
  });

  it('comes by polls where sockets open and say nothing', async () => {
    const sockets = givenSockets(`/api/v1/jobs/${JOB}/ticket`);
    const { answers } = givenWithoutSockets(sockets.answers[`POST /api/v1/jobs/${JOB}/ticket`] ?? {});
    const { page } = await visitServed(stubApi(answers), `#/jobs/${JOB}`, {}, ['client'], sockets.upgrade);
    await sockets.waitFor(1);
    await page.clock.install();
    await page.reload();
    await sockets.waitFor(2);
    await page.clock.fastForward(10_000);
    await page.clock.fastForward(2000);
    await sockets.waitFor(3);
    await page.clock.fastForward(10_000);
    await page.clock.fastForward(2000);
    await page.getByText('heard1').waitFor();
  });
});
