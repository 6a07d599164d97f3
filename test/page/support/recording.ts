/** A recording that is done, as the API answers for it. */
import { sendSilence } from '../../../bench/support/long-recording.ts';
import { segment } from '../../web/support/segment.ts';
import type { Answers } from './stub-api.ts';

export const JOB = 'job-1';
export const NAME = 'talk.wav';
const LINES = 300;
const SECONDS_OF_LINE = 4;
export const SECONDS = LINES * SECONDS_OF_LINE;

/** Of many lines, so that it is scrolled; the word of the tenth is unsure. */
export const DOCUMENT = {
  job_id: JOB,
  status: 'complete',
  transcript: {
    text: '',
    segments: Array.from({ length: LINES }, (_, id) =>
      segment({
        id,
        start: id * SECONDS_OF_LINE,
        words: ['Line', `number${id}.`],
        probabilities: [0.9, id === 10 ? 0.3 : 0.9],
      }),
    ),
  },
  language: { code: 'en', probability: 1 },
  duration_seconds: SECONDS,
  quality: { gaps: [{ start: 8, end: 9, seconds: 1 }], removed_segments: [{ start: 16, end: 17, text: 'Thanks' }] },
};

const COMPLETED = {
  job_id: JOB,
  status: 'completed',
  created_at: '2026-01-01T10:00:00Z',
  updated_at: '2026-01-01T10:05:00Z',
  file: { name: NAME },
  progress: { seconds_done: SECONDS, duration_seconds: SECONDS },
  error: null,
};

export const jobWith = (audio: string) => ({ ...COMPLETED, links: { audio } });

/** All that the views of a client ask, of one recording. */
export const ANSWERS: Answers = {
  'GET /api/v1/limits': {},
  'GET /api/v1/models': { models: [] },
  'GET /api/v1/jobs': { jobs: [COMPLETED], next_cursor: null },
  [`GET /api/v1/jobs/${JOB}`]: ({ origin }: { origin: string }) => jobWith(`${origin}/bucket/audio.wav`),
  [`GET /api/v1/jobs/${JOB}/transcript`]: DOCUMENT,
  'GET /bucket/audio.wav': (_, { headers }, response) => sendSilence(response, headers.range, SECONDS),
};
