/** The text of a recording at work, where no socket is to be had. */
import { expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { segment } from '../web/support/segment.ts';
import { ANSWERS, JOB, jobWith } from './support/recording.ts';
import { type Answers, answer } from './support/stub-api.ts';
import { visitWith } from './support/visit.ts';

const heard = (seq: number, id: number) => ({
  type: 'segments',
  seq,
  attempt: 1,
  job_id: JOB,
  segments: [segment({ id, start: id, words: [`heard${id}`], probabilities: [1] })],
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
});
