/** The emulator itself is killed in the middle of a job: with a disk, as AWS has one, and without. */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { writeLongClip } from '../../bench/support/clips.ts';
import { controlsOf } from '../../local/controls.ts';
import { ServiceClient } from '../../local/demo/service-client.ts';
import { startMinistack } from '../../local/processes/cloud.ts';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { startLocalStack, type TestStack } from '../local/stack.ts';
import { LONG_CLIP_SECONDS } from '../support/long-work.ts';
import { describeWith } from '../support/needs.ts';
import { LIMIT } from './support/client.ts';

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transcription-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeWith('Linux')('the cloud, killed in the middle of a job', () => {
  it('comes back, and the job ends in one transcript, delivered once', async () => {
    // Given a cloud that keeps what it has acknowledged, and a worker at work
    const disk = join(folder, 'disk');
    const { stack, client, jobId } = await givenWorkerAtWork(disk);
    signalEngines('SIGSTOP');
    // When it is killed with all its Lambdas, at one instant, and comes back while the worker is at work
    process.kill(stack.outputs.cloud_pid, 'SIGUSR2');
    await waitFor('the death of the cloud', () => !isAlive(stack.outputs.cloud_pid) || undefined, LIMIT);
    await expect(client.status(jobId)).rejects.toThrow();
    const again = await startAgain(stack, disk);
    onTestFinished(() => again.child.stop(2_000));
    expect((await client.status(jobId)).status).toBe('processing');
    signalEngines('SIGCONT');
    // Then
    const ended = async () => ((await client.status(jobId)).status === 'processing' ? undefined : true);
    await waitFor('the end of the job', ended, LIMIT);
    expect(await client.status(jobId)).toMatchObject({ status: 'completed', error: null });
    const isOurs = (one: (typeof receiver.received)[number]) => contentOf<{ job_id: string }>(one).job_id === jobId;
    await receiver.waitFor(isOurs, LIMIT.limitMs);
    // When its one worker is gone, then nothing more is under way
    const instances = () => controlsOf(stack.outputs).instances();
    const states = async () => (await instances()).map(({ state }) => state);
    await expect.poll(states, { timeout: LIMIT.limitMs }).toEqual(['terminated']);
    expect(receiver.received.filter(isOurs)).toHaveLength(1);
    await stack.stop();
    await again.child.stop(2_000);
    await waitFor('the end of all its processes', () => ourProcesses().length === 0 || undefined, LIMIT);
  });

  it('and everything it knew with it, leaves no worker and no engine running', async () => {
    const { stack } = await givenWorkerAtWork();
    process.kill(stack.outputs.cloud_pid, 'SIGKILL');
    await stack.stop();
    await waitFor('the end of all its processes', () => ourProcesses().length === 0 || undefined, LIMIT);
  });
});

/** A stack of its own, in whose engine a job is under way. */
async function givenWorkerAtWork(disk?: string) {
  const stack = await startLocalStack({ stateDirectory: join(folder, 'state'), ministack: { disk } });
  onTestFinished(stack.stop);
  const client = new ServiceClient(stack.outputs);
  const clip = join(folder, 'long.wav');
  writeLongClip(clip, LONG_CLIP_SECONDS);
  const { callback_id: jobId, upload_path } = await client.register(receiver.url, 'a secret');
  await client.upload(clip, `${upload_path}long.wav`);
  // An engine that only loads its model does not do: its worker still asks the cloud for the file.
  await waitFor('an engine that hears the file', () => engines().some(hearsTheFile) || undefined, LIMIT);
  return { stack, client, jobId };
}

/** The same machine, as far as anyone can tell: the same address, and what stood on its disk. */
function startAgain({ outputs }: TestStack, disk: string) {
  const folders = { temporary: join(folder, 'state', 'tmp'), logs: outputs.logs };
  const port = Number(new URL(outputs.endpoint_url).port);
  return startMinistack(outputs.cloud_python, folders, outputs.ec2_endpoint_url, () => {}, { disk, port });
}

const engines = () => ourProcesses().filter((pid) => readProc(pid, 'cmdline').includes('transcription_engine'));
const signalEngines = (signal: 'SIGSTOP' | 'SIGCONT') => {
  for (const pid of engines()) process.kill(Number(pid), signal);
};
function hearsTheFile(pid: string): boolean {
  const descriptors = `/proc/${pid}/fd`;
  try {
    return readdirSync(descriptors).some((one) => readlinkSync(join(descriptors, one)).endsWith('.wav'));
  } catch {
    // It ended, or closed one of them, meanwhile.
    return false;
  }
}

const isAlive = (pid: number) => readProc(String(pid), 'cmdline') !== '';

/** Command lines and environments of our processes name the folder they work in. */
function ourProcesses(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((file) => readProc(pid, file).includes(folder)));
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
