import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { waitFor } from '../../local/wait.ts';
import { call, endedJob, fixture, LIMIT, objectText, stack, uniqueName } from './support/client.ts';

const AUDIO = fixture('en-short.wav');
const CLIP = fileURLToPath(new URL('../fixtures/audio/en-short.wav', import.meta.url));

/** As a load test of that service does it, with a key. */
const inPython = `
import json, sys, time, requests
base, key, clip = sys.argv[1:]
headers = {"X-API-Key": key}
with open(clip, "rb") as audio:
    response = requests.post(f"{base}/upload-audio/", files={"file": audio}, headers=headers)
job_id = response.json()["job_id"]
statuses = []
while not statuses or statuses[-1] not in ("completed", "failed"):
    time.sleep(0.5)
    statuses.append(requests.get(f"{base}/status/{job_id}", headers=headers).json()["status"])
result = requests.get(f"{base}/result/{job_id}", headers=headers).json()
print(json.dumps({"upload": [response.status_code, response.json()], "statuses": statuses, "result": result}))
`;

async function post(path: string, form: Record<string, string | Buffer>, headers: Record<string, string> = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(form)) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, new Blob([new Uint8Array(value)]), 'talk.wav');
  }
  const response = await fetch(`${stack.api_url}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': stack.api_key, ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

describe('a client of the older service that wrote notes', () => {
  it('does by its own paths what it did there', async () => {
    const given = { timeout: LIMIT.limitMs };
    const { stdout } = await promisify(execFile)(
      stack.cloud_python,
      ['-c', inPython, stack.api_url, stack.api_key, CLIP],
      given,
    );
    const { upload, statuses, result } = JSON.parse(stdout);
    const { job_id } = upload[1];
    expect(upload).toEqual([
      202,
      {
        job_id,
        status: 'pending',
        filename: 'en-short.wav',
        status_url: `${stack.api_url}/status/${job_id}`,
        result_url: `${stack.api_url}/result/${job_id}`,
      },
    ]);
    expect(statuses.at(-1)).toBe('completed');
    expect(result).toMatchObject({ job_id, status: 'completed', notes: null });
    expect(result.transcription).toContain('meeting starts at nine');
  });
});

describe('a small file that is sent itself', () => {
  it('is stored byte for byte, and transcribed as is asked beside it, once', async () => {
    const form = { file: AUDIO, language: 'en', recording_id: 'r-1', metadata: '{"order": 7}', formats: 'srt' };
    const named = { 'idempotency-key': uniqueName('form') };
    const first = await post('/api/v1/upload-audio', form, named);
    expect(first).toMatchObject({ status: 202, body: { recording_id: 'r-1', client_metadata: { order: 7 } } });
    const { job_id } = first.body;
    expect(first.headers.get('location')).toBe(`${stack.api_url}/api/v1/jobs/${job_id}`);
    const again = await post('/api/v1/upload-audio', form, named);
    expect([again.status, again.headers.get('idempotency-replayed'), again.body.job_id]).toEqual([202, 'true', job_id]);
    const row = await endedJob(job_id);
    expect(row).toMatchObject({ status: 'completed', language: 'en', size_bytes: AUDIO.length });
    const { body } = await call('GET', '/api/v1/jobs?recording_id=r-1');
    expect(body.jobs.map((job: { job_id: string }) => job.job_id)).toEqual([job_id]);
    const srt = await waitFor('the subtitles', () => objectText(row.results?.srt ?? '').catch(() => undefined), LIMIT);
    expect(srt).toContain('-->');
  });

  it.each([
    ['more than a form takes', { file: Buffer.alloc(4_400_001) }, 413, 'POST /api/v1/uploads'],
    ['a wrong option', { file: AUDIO, language: 'svenska' }, 400, '/language'],
    ['no file', { language: 'en' }, 400, '/file'],
  ])('is refused with %s', async (_what, form, status, words) => {
    const refused = await post('/upload-audio', form);
    expect(refused).toMatchObject({ status, body: { detail: expect.stringContaining(words) } });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
  });

  it('is let in by a key alone', async () => {
    expect((await post('/upload-audio', { file: AUDIO }, { 'x-api-key': 'wrong' })).status).toBe(403);
    expect((await fetch(`${stack.api_url}/status/a`)).status).toBe(403);
  });
});
