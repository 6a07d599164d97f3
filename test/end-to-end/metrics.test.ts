/** A real Prometheus scrapes the stack, and is asked all that the dashboard asks. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { logTail, startChild } from '../../local/processes/child.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { waitFor } from '../../local/wait.ts';
import { serve } from '../support/http-server.ts';
import { itWith } from '../support/needs.ts';
import { endedJob, fixture, LIMIT, stack, uniqueName, upload } from './support/client.ts';

type Panel = { title: string; targets: { expr: string }[] };
const dashboard: { panels: Panel[] } = JSON.parse(
  readFileSync(new URL('../../docs/grafana/transcription.json', import.meta.url), 'utf8'),
);
/** Grafana puts the time in that some scrapes take. */
const QUERIES = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => ({ title, query: expr.replaceAll('$__rate_interval', '1m') })),
);

/** Stands before a Prometheus of before 2.55, as Debian's is, which cannot send the key by itself. */
async function givenMetrics(): Promise<string> {
  const url = await serve(async (_request, response) => {
    const answer = await fetch(`${stack.api_url}/metrics`, { headers: { 'x-api-key': stack.api_key } });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(await answer.text());
  });
  return new URL(url).host;
}

/** @returns where it answers */
async function givenPrometheus(target: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const address = `127.0.0.1:${await freePort()}`;
  const scrape = { job_name: 'transcription', scrape_interval: '2s', static_configs: [{ targets: [target] }] };
  // JSON is YAML.
  writeFileSync(join(directory, 'prometheus.yml'), JSON.stringify({ scrape_configs: [scrape] }));
  const args = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=${address}`];
  const logFile = join(directory, 'log');
  const prometheus = await startChild({
    name: 'prometheus',
    command: 'prometheus',
    args,
    environment: {},
    directory,
    logFile,
  });
  onTestFinished(async () => {
    await prometheus.stop(10_000);
    rmSync(directory, { recursive: true, force: true });
  });
  const isReady = async () => {
    if (prometheus.hasExited()) throw new Error(`Prometheus ended: ${logTail(prometheus)}`);
    const answer = await fetch(`http://${address}/-/ready`).catch(() => undefined);
    return answer?.ok || undefined;
  };
  await waitFor('Prometheus', isReady, LIMIT);
  return `http://${address}`;
}

async function ask(prometheus: string, query: string): Promise<{ value: [number, string] }[]> {
  const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { status, data, error } = (await answer.json()) as { status: string; data: { result: [] }; error?: string };
  expect({ query, status, error }).toEqual({ query, status: 'success', error: undefined });
  return data.result;
}

itWith('prometheus')('every query of the dashboard has an answer, and counters say what was done', async () => {
  const prometheus = await givenPrometheus(await givenMetrics());
  const completed = async () => (await ask(prometheus, 'scribe_rabbit_jobs_completed_total'))[0]?.value[1];
  const before = await waitFor('the first scrape', completed, LIMIT);
  const { derivedId } = await upload(`transcription_upload/${uniqueName('metrics')}.wav`, fixture('en-short.wav'));
  expect((await endedJob(derivedId)).status).toBe('completed');
  const isMore = async () => Number(await completed()) > Number(before) || undefined;
  await waitFor('the job in the counters', isMore, LIMIT);
  for (const { title, query } of QUERIES) {
    const hasSeries = async () => (await ask(prometheus, query)).length > 0 || undefined;
    await waitFor(`a series of "${title}": ${query}`, hasSeries, LIMIT);
  }
});
