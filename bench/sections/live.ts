/** What is told of jobs while they go on: how soon each of many sockets has it, beside a server that only sends. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createTranscriptionClient, type TranscriptionClient } from '../../clients/typescript/index.ts';
import { type Figure, type Findings, figure, type Peer, percentile } from '../figures.ts';
import { type Bench, rounds, type Section } from '../section.ts';
import { Listeners, nowMs } from '../support/listeners.ts';
import { type Running, withLocalStack } from '../support/stack.ts';
import { TellingWorker } from '../support/telling-worker.ts';

const SOCKETS = 50;
/** People take it for at once. */
const MOST_MS = 300;
const MESSAGES_A_ROUND = 10;

export const live: Section = {
  name: 'live',
  about: `${SOCKETS} sockets of a job and ${SOCKETS} of a tenant: a worker has segments, a job has another state → each socket has it`,
  run: (bench) => withLocalStack(bench, { idleSeconds: 5, jobsPerWorker: 0 }, (running) => measure(bench, running)),
};

type Delays = { plain: number[]; segments: number[]; states: number[] };

async function measure(bench: Bench, running: Running): Promise<Findings> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const [listening, delays] = [[] as Listeners[], { plain: [], segments: [], states: [] } as Delays];
  const open = async (addresses: () => Promise<string>) => {
    const opened = await Listeners.open(SOCKETS, addresses);
    listening.push(opened);
    return opened;
  };
  try {
    await once(server, 'listening');
    const sendToAll = await messages(running, server, open);
    await rounds(bench, bench.runs, `${MESSAGES_A_ROUND} messages to all sockets`, async () => {
      for (let message = 0; message < MESSAGES_A_ROUND; message += 1) await sendToAll(delays);
    });
  } finally {
    for (const listeners of listening) listeners.close();
    server.close();
  }
  return { figures: figuresOf(delays), notes: NOTES };
}

/** @returns what sends one message of each kind, and adds how long each socket waited for it */
async function messages(
  { outputs }: Running,
  server: WebSocketServer,
  open: (addresses: () => Promise<string>) => Promise<Listeners>,
) {
  const client = createTranscriptionClient({ endpoint: outputs.api_url, apiKey: outputs.api_key });
  const jobId = await newJob(client);
  const params = { path: { job_id: jobId } };
  const worker = new TellingWorker(outputs, jobId);
  const plain = await open(async () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const ofJob = await open(async () => (await client.POST('/api/v1/jobs/{job_id}/ticket', { params })).data.url);
  const ofAll = await open(async () => (await client.POST('/api/v1/ticket')).data.url);
  return async (delays: Delays) => {
    delays.plain.push(...(await plainDelays(server, plain)));
    delays.segments.push(...(await segmentsDelays(worker, ofJob)));
    delays.states.push(...(await stateDelays(client, ofAll)));
  };
}

const NOTES = [
  'One sample for each message and socket; p95 and p99 are over all of them. Segments are told by the worker’s own rules without an engine,',
  'and without the wait for the next two seconds. A state’s time runs from its `updated_at`.',
];

async function plainDelays(server: WebSocketServer, listeners: Listeners): Promise<number[]> {
  const message = JSON.stringify({ type: 'plain', text: 'x'.repeat(20_000) });
  const begun = nowMs();
  const arrivals = await listeners.next(
    'a message',
    () => true,
    async () => {
      for (const socket of server.clients) socket.send(message);
    },
  );
  return arrivals.map(({ at }) => at - begun);
}

async function segmentsDelays(worker: TellingWorker, listeners: Listeners): Promise<number[]> {
  const first = worker.next;
  const begun = nowMs();
  const isIt = ({ segments }: { segments?: { id: number }[] }) => segments?.[0]?.id === first;
  const arrivals = await listeners.next('segments', isIt, () => worker.tell());
  return arrivals.map(({ at }) => at - begun);
}

async function stateDelays(client: TranscriptionClient, listeners: Listeners): Promise<number[]> {
  const job_id = await newJob(client);
  const cancel = () => client.POST('/api/v1/jobs/{job_id}/cancel', { params: { path: { job_id } } });
  const arrivals = await listeners.next(
    'a state',
    ({ job }) => job?.job_id === job_id && job.status === 'cancelled',
    cancel,
  );
  return arrivals.map(({ at, message }) => at - Date.parse(message.job?.updated_at ?? ''));
}

async function newJob(client: TranscriptionClient): Promise<string> {
  const body = { callback_url: 'http://127.0.0.1:9/hook', callback_secret: 'a secret of some length' };
  return (await client.POST('/api/v1/callbacks', { body })).data.callback_id;
}

function figuresOf({ plain, segments, states }: Delays): Figure[] {
  const of = (name: string, values: number[], more: { atMost?: number; peer?: Peer } = {}) => [
    figure(name, 'ms', values, more),
    ...[95, 99].map((percent) => figure(`– p${percent}`, 'ms', [percentile(values, percent)])),
  ];
  const peer = { name: 'ws server', values: plain };
  return [
    ...of(`peer: a ws server’s message to ${SOCKETS} sockets`, plain),
    ...of(`segments of a job to its ${SOCKETS} sockets`, segments, { atMost: MOST_MS, peer }),
    ...of(`state of a job to the tenant’s ${SOCKETS} sockets`, states, { peer }),
  ];
}
