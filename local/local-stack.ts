/** The whole service on this machine: brings it up as fast as the steps' needs allow, and ends all of it again. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { loadStage } from '../lib/stages/index.ts';
import { ensureBundles } from './deploy/build.ts';
import { deploy } from './deploy/deploy.ts';
import { describeDeployment } from './deploy/describe.ts';
import { writeFirstKeyRow } from './deploy/first-key-row.ts';
import { ensureTemplates, type Overrides } from './deploy/synthesize.ts';
import { Ec2Bridge } from './ec2/bridge.ts';
import { LocalStackError } from './errors.ts';
import { type Outputs, writeOutputs } from './outputs.ts';
import { PATHS } from './paths.ts';
import { type Child, logTail } from './processes/child.ts';
import { type Emulator, type MinistackOptions, startMinistack, startMoto } from './processes/cloud.ts';
import { freePort } from './processes/free-port.ts';
import type { Progress } from './progress.ts';
import { ensurePythonEnvironments, type PythonEnvironments } from './python/environments.ts';
import { claimStateDirectory, type StateDirectory } from './state-directory.ts';
import { Undo } from './undo.ts';

export type LocalStackOptions = {
  stateDirectory: string;
  overrides: Overrides;
  progress: Progress;
  /** As AWS has it, and a laptop does without: rights, and a disk. */
  ministack?: MinistackOptions;
  /** Aborting ends the start, wherever it is, and takes back what was started. */
  signal: AbortSignal;
};

export type LocalStack = {
  outputs: Outputs;
  /** Rejects when an emulator dies; never resolves. */
  failure: Promise<never>;
  /** Ends every process; within 10 s, by force if need be. */
  stop: () => Promise<void>;
};

/** Together below the 10 s in which everything has to be gone. */
const INSTANCE_GRACE_MS = 4_000;
const EMULATOR_GRACE_MS = 2_000;

export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const undo = new Undo();
  const whenAborted = () => void undo.run();
  options.signal.addEventListener('abort', whenAborted);
  try {
    return await bringUp(options, undo);
  } catch (error) {
    await undo.run();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', whenAborted);
  }
}

async function bringUp(
  { stateDirectory, overrides, progress, ministack = {}, signal }: LocalStackOptions,
  undo: Undo,
): Promise<LocalStack> {
  const state = await claimStateDirectory(stateDirectory);
  undo.add(state.release);
  const motoPort = await freePort();
  const bridge = new Ec2Bridge(`http://127.0.0.1:${motoPort}`, progress.say);
  const ec2Url = await bridge.listen();
  undo.add(() => bridge.stop(INSTANCE_GRACE_MS));
  const [cloud, assembly] = await bothOrNeither(
    startCloud({ state, progress, signal, overrides, motoPort, ec2Url, options: ministack, undo }),
    ensureBundles(progress, signal).then(() => ensureTemplates(overrides, progress, signal)),
  );
  const failure = failureOf([cloud.moto.child, cloud.ministack.child]);
  undo.add(() => bridge.stop(INSTANCE_GRACE_MS));
  const outputs = await Promise.race([failure, deployAndConnect({ state, progress, bridge, cloud, assembly, ec2Url })]);
  signal.throwIfAborted();
  writeOutputs(state.outputsFile, outputs);
  return { outputs, failure, stop: () => undo.run() };
}

type Deployable = {
  state: StateDirectory;
  progress: Progress;
  bridge: Ec2Bridge;
  cloud: Cloud;
  assembly: string;
  ec2Url: string;
};

async function deployAndConnect(parts: Deployable): Promise<Outputs> {
  const { state, progress, bridge, assembly, ec2Url } = parts;
  const { pythons, ministack } = parts.cloud;
  const stacks = await progress.step('deployment', () => deploy(assembly, ministack.url));
  await bridge.connect(stacks, {
    bundle: keepWorker(state),
    engines: pythons.engines,
    endpointUrl: ministack.url,
    instances: state.instances,
    logs: state.logs,
  });
  const deployment = await describeDeployment(stacks, ministack.url);
  await writeFirstKeyRow(deployment);
  return {
    ...deployment,
    ec2_endpoint_url: ec2Url,
    engine_python: pythons.engine,
    cloud_python: pythons.cloud,
    cloud_pid: ministack.child.pid,
    logs: state.logs,
  };
}

type CloudStart = {
  state: StateDirectory;
  progress: Progress;
  signal: AbortSignal;
  overrides: Overrides;
  motoPort: number;
  ec2Url: string;
  options: MinistackOptions;
  undo: Undo;
};
type Cloud = { pythons: PythonEnvironments; moto: Emulator; ministack: Emulator };

async function startCloud(start: CloudStart): Promise<Cloud> {
  const { state, progress, signal, overrides, motoPort, ec2Url, options, undo } = start;
  const { model, furtherModels } = loadStage('local', overrides);
  const pythons = await ensurePythonEnvironments(progress, signal, [model, ...furtherModels]);
  signal.throwIfAborted();
  const stopWithUs = (child: Child) => undo.add(() => child.stop(EMULATOR_GRACE_MS));
  const [moto, ministack] = await progress.step('ministack and moto', () =>
    bothOrNeither(
      startMoto(pythons.cloud, state, motoPort, stopWithUs),
      startMinistack(pythons.cloud, state, ec2Url, stopWithUs, options),
    ),
  );
  return { pythons, moto, ministack };
}

/** Waits for both even if one fails, so that nothing is started behind the back of who takes things back. */
async function bothOrNeither<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

/** A copy, so that a later build does not change what this stack's instances run. */
function keepWorker(state: StateDirectory): string {
  cpSync(join(PATHS.dist, 'worker'), state.worker, { recursive: true });
  return join(state.worker, 'worker.mjs');
}

/** Rejects when one of them ends, also when it was told to; so nobody has to listen. */
function failureOf(children: Child[]): Promise<never> {
  const failure = Promise.race(children.map(failureOfOne));
  failure.catch(() => {});
  return failure;
}

async function failureOfOne(child: Child): Promise<never> {
  const { code, signal } = await child.exited;
  throw new LocalStackError(
    `${child.name} ended by itself (${signal ?? `exit ${code}`}), which it never should. The end of its log, ${child.logFile}:\n${logTail(child)}`,
  );
}
