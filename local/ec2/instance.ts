/** One running instance: its metadata service and its worker process, which begin and end together. */
import type { Child } from '../processes/child.ts';
import { type InstanceFacts, type InterruptionNotice, startMetadataService } from './imds.ts';
import { startWorker, type WorkerSetup } from './worker-process.ts';

/** What the control interface tells about an instance, ended ones included. */
export type InstanceReport = Omit<InstanceFacts, 'userData'> & {
  state: 'running' | 'terminated';
  pid: number;
  logFile: string;
  /** Exit status of the worker; null while it runs or if a signal ended it. */
  exitCode: number | null;
  endedAt?: string;
};

export type Instance = {
  report: () => InstanceReport;
  interrupt: (notice: InterruptionNotice) => void;
  recommendRebalance: (noticeTime: string) => void;
  stop: (graceMs: number) => Promise<void>;
  /** Resolves when the worker and its metadata service are gone. */
  ended: Promise<void>;
};

export async function startInstance(facts: InstanceFacts, setup: WorkerSetup): Promise<Instance> {
  const metadata = await startMetadataService(facts, setup.role);
  const worker = await startWorker(facts, metadata.url, setup);
  let ending: Pick<InstanceReport, 'exitCode' | 'endedAt'> = { exitCode: null };
  const ended = worker.exited.then(({ code }) => {
    ending = { exitCode: code, endedAt: new Date().toISOString() };
    return metadata.close();
  });
  const { interrupt, recommendRebalance } = metadata;
  return { report: () => reportOf(facts, worker, ending), interrupt, recommendRebalance, stop: worker.stop, ended };
}

function reportOf(
  { userData: _, ...facts }: InstanceFacts,
  worker: Child,
  ending: Pick<InstanceReport, 'exitCode' | 'endedAt'>,
): InstanceReport {
  const state = ending.endedAt ? 'terminated' : 'running';
  return { ...facts, ...ending, state, pid: worker.pid, logFile: worker.logFile };
}
