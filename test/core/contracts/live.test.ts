import { expect, it } from 'vitest';
import { JobsQuery } from '../../../core/contracts/job-requests.ts';
import { EventsQuery, LiveEvents, LiveMessage, Ping, Pong, SocketQuery } from '../../../core/contracts/live.ts';

const job = {
  job_id: 'abc123',
  status: 'processing',
  callback_id: null,
  file: { name: 'audio.mp3', s3_key: 'transcription_upload/audio.mp3' },
  language: null,
  created_at: '2026-11-01T10:00:00.000Z',
  updated_at: '2026-11-01T10:01:00.000Z',
  progress: null,
  error: null,
  usage: null,
};
const segment = { id: 0, start: 0, end: 2.4, text: 'Hello.', words: [], confidence: 0.9 };
const progress = { seconds_done: 2.4, duration_seconds: 60 };

it.each([
  { type: 'snapshot', seq: 0, attempt: 1, job },
  { type: 'snapshot', seq: 7, attempt: 0, job: null },
  { type: 'state', seq: 1, attempt: 1, job },
  { type: 'segments', seq: 2, attempt: 2, job_id: 'abc123', replace_from: 0, segments: [segment], progress },
])('a message of type $type is one', (message) => {
  expect(LiveMessage.parse(message)).toEqual(message);
  expect(LiveEvents.parse({ events: [message], seq: message.seq, over: false }).events).toEqual([message]);
});

it('a socket is kept open by a ping, whatever else stands in it', () => {
  expect(Ping.safeParse({ type: 'ping', at: 3 }).success).toBe(true);
  expect(Pong.parse({ type: 'pong' })).toEqual({ type: 'pong' });
});

it('an event without a number is none', () => {
  expect(LiveMessage.safeParse({ type: 'state', attempt: 1, job }).success).toBe(false);
});

it('a query says what to go on after, and waits as long as it can unless it says otherwise', () => {
  expect(EventsQuery.parse({ after: '17' })).toEqual({ wait: 25, after: 17 });
  expect(EventsQuery.safeParse({ after: '-1' }).success).toBe(false);
  expect(EventsQuery.safeParse({ wait: '26' }).success).toBe(false);
  expect(SocketQuery.parse({ ticket: 'abc', after: '3' })).toEqual({ ticket: 'abc', after: 3 });
});

it.each(['', ' ', ' 3', '1.5', '1e1', '0x10', '-1', '1000000000000', 'NaN'])(
  'a number in a query has digits alone, and %j is refused where it stands',
  (given) => {
    const refused = (query: object) => EventsQuery.safeParse(query).error?.issues.map(({ path }) => path);
    expect(refused({ wait: given })).toEqual([['wait']]);
    expect(refused({ after: given })).toEqual([['after']]);
    expect(SocketQuery.safeParse({ ticket: 'abc', after: given }).success).toBe(false);
    expect(JobsQuery.safeParse({ limit: given }).success).toBe(false);
  },
);
