/** A service with something of everything that the page can show, as the API answers for it. */
import type {
  Deliveries,
  Job,
  JobError,
  JobSummary,
  KeyList,
  LiveEvents,
  Models,
  NewKey,
  Operation,
  VersionList,
} from '../../../clients/typescript/index.ts';
import { segment } from '../../web/support/segment.ts';
import { valuesOf } from './described.ts';
import { ANSWERS, DOCUMENT, JOB } from './recording.ts';
import { type Answers, answer } from './stub-api.ts';

const AT = '2026-01-01T10:00:00Z';
const LATER = '2026-01-01T10:05:00Z';
/** What the service says in words of its own, which are English whatever the page's language is. */
export const SAID = 'Said by the service.';

type Status = JobSummary['status'];
export const ERROR_CODES = valuesOf('JobError', 'code') as JobError['code'][];
const LIMITS = ['usd_per_month', 'audio_hours_per_day', 'concurrent_jobs'];

function job(job_id: string, status: Status, more: Partial<Job> = {}): Job {
  return {
    job_id,
    status,
    callback_id: null,
    file: { name: `${job_id}.wav`, size_bytes: 1_200_000, s3_uri: 's3://bucket/key' } as Job['file'],
    created_at: AT,
    updated_at: LATER,
    progress: { seconds_done: 30, duration_seconds: 1234 },
    error: null,
    results: null,
    links: null,
    transcript: null,
    usage: null,
    language: null,
    ...more,
  } as Job;
}

const error = (code: JobError['code']): JobError => ({ code, message: SAID, retriable: true });

const JOBS: Job[] = [
  job('waits', 'registered'),
  job('queued', 'launching', { queue_position: 3 }),
  job('next', 'launching', { queue_position: 1 }),
  ...LIMITS.map((limit) =>
    job(`held-${limit.length}`, 'launching', { held: { limit, message: SAID, until: '2126-01-01T00:00:00Z' } }),
  ),
  job('at-work', 'processing', { estimated_end: { at: '2126-01-01T00:00:00Z', by: 'progress' } }),
  job(JOB, 'completed', { usage: { audio_seconds: 1234, usd: 0.0123 } }),
  job('stopped', 'cancelled', { error: error('cancelled') }),
  ...ERROR_CODES.map((code, at) => job(`failed-${at}`, 'failed', { error: error(code) })),
];

const delivery = (id: string, more: Partial<Deliveries['deliveries'][number]>) => ({
  id,
  status: 'failed' as const,
  attempts: [],
  next_attempt_at: null,
  failure: null,
  ...more,
});

const attempt = (more: object) => ({ at: AT, milliseconds: 20, http_status: null, error: null, ...more });

const DELIVERIES = {
  deliveries: [
    delivery('msg-0', { status: 'delivered', attempts: [attempt({ http_status: 200 })] }),
    ...valuesOf('WebhookTest', 'code').map((code, at) =>
      delivery(`msg-1${at}`, { status: 'pending', attempts: [attempt({ error: { code, message: SAID } })] }),
    ),
    ...['receiver_gone', 'receiver_failing', 'retries_exhausted', 'data_missing'].map((code, at) =>
      delivery(`msg-2${at}`, { attempts: [attempt({ http_status: 410 })], failure: { code, message: SAID } as never }),
    ),
  ],
} satisfies Deliveries;

const counted = (codes: readonly string[]) => Object.fromEntries(codes.map((code, at) => [code, at + 1]));
const spent = { completed: 12, failed: 1, cancelled: 2, audio_seconds: 5400, usd: 1.234 };

const OPERATION = {
  at: AT,
  jobs: { waiting: 3, held: 2, running: 1 },
  queue_age_seconds: 90,
  workers: valuesOf('Operation', 'state').flatMap((state, at) =>
    valuesOf('Usage', 'market').map((market) => ({
      instance_id: `i-${at}${market.length}`,
      instance_type: 'g6.xlarge',
      market,
      state: state as Operation['workers'][number]['state'],
      launched_at: AT,
      heard_of_at: AT,
      silent: at === 1,
      jobs_done: 1234,
      job_id: state === 'busy' ? 'at-work' : null,
    })),
  ),
  launches: { halted_until: LATER, refused_until: LATER, one_at_a_time: true, refused: [] },
  spent: { day: { period: '2026-01-01', ...spent }, month: { period: '2026-01', ...spent } },
  webhooks_pending: 2,
  since_deployment: {
    launched: counted(valuesOf('Usage', 'market')),
    refused: counted(['InsufficientInstanceCapacity']),
    failed: counted(ERROR_CODES),
    deliveries: counted(['delivered', ...DELIVERIES.deliveries.flatMap(({ failure }) => failure?.code ?? [])]),
  },
} satisfies Operation;

const key = (name: string, more: Partial<KeyList['keys'][number]> = {}): KeyList['keys'][number] => ({
  key_id: name,
  name,
  tenant: 'acme',
  scopes: ['client'],
  state: 'active',
  created_at: AT,
  last_used_on: null,
  limits: {},
  valid_until: null,
  ...more,
});

const KEYS = {
  keys: [
    key('anna', { scopes: ['client', 'operator'], last_used_on: '2026-01-01' }),
    key('bo', { valid_until: LATER, limits: { audio_hours_per_day: 2.5, usd_per_month: 10, concurrent_jobs: 3 } }),
    key('eva', { state: 'disabled' }),
  ],
} satisfies KeyList;

const NEW_KEY = { ...key('made'), value: 'the-new-key' } satisfies NewKey;

const model = (name: string, isDefault: boolean) => ({
  name,
  default: isDefault,
  engine: 'faster-whisper' as const,
  languages: ['sv', 'en', 'de'],
  tasks: ['transcribe' as const],
  engine_options: [],
});
export const MODELS = { models: [model('kb-whisper-large', true), model('whisper-large-v3', false)] } satisfies Models;

const version = (number: number, more: object) => ({
  version: number,
  author: null,
  created_at: AT,
  based_on: 0,
  restored: null,
  changed_segments: number,
  ...more,
});
const VERSIONS = {
  versions: [version(2, { restored: 1, author: 'Eva' }), version(1, {}), version(0, {})],
} as VersionList;

const SPOKEN = DOCUMENT.transcript.segments.slice(0, 12).map((one, at) => ({ ...one, speaker: `speaker_${at % 3}` }));
const TEXT = {
  ...DOCUMENT,
  transcript: { text: '', segments: SPOKEN },
  speakers: { speaker_0: 'Anna' },
  version: { version: 2 },
  duration_seconds: 48,
};

const heard = { ...segment({ words: ['Så', 'långt.'] }), words: [] };
const EVENTS = {
  events: [
    {
      type: 'segments',
      seq: 1,
      attempt: 1,
      job_id: 'at-work',
      segments: [heard],
      progress: { seconds_done: 30, duration_seconds: 1234 },
    },
  ],
  seq: 1,
  over: true,
} satisfies LiveEvents;

const asked = (one: Job): [string, object] => [`GET /api/v1/jobs/${one.job_id}`, one];

/** Uploads are refused, so that their rows stay. */
export const BUSY: Answers = {
  ...ANSWERS,
  ...Object.fromEntries(JOBS.map(asked)),
  'GET /api/v1/models': MODELS,
  'GET /api/v1/jobs': { jobs: JOBS, next_cursor: 'older' },
  'POST /api/v1/uploads': answer(422, { status: 422, code: 'invalid_request', detail: SAID, errors: [] }),
  'POST /api/v1/jobs': answer(422, { status: 422, code: 'invalid_request', detail: SAID, errors: [] }),
  'GET /api/v1/jobs/at-work/events': EVENTS,
  [`GET /api/v1/jobs/${JOB}`]: ({ origin }: { origin: string }) =>
    job(JOB, 'completed', { links: { audio: `${origin}/bucket/audio.wav` }, latest_version: 2 }),
  [`GET /api/v1/jobs/${JOB}/transcript`]: TEXT,
  [`GET /api/v1/jobs/${JOB}/versions`]: VERSIONS,
  [`GET /api/v1/jobs/${JOB}/deliveries`]: DELIVERIES,
  'GET /api/v1/operation': OPERATION,
  'GET /api/v1/keys': KEYS,
  'POST /api/v1/keys': answer(201, NEW_KEY),
};
