/** What an instance is on one machine: a process that runs the very worker bundle. User data is never executed. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { engineVariables, environmentWithoutCredentials } from '../environment.ts';
import { type Child, startChild } from '../processes/child.ts';
import type { InstanceRole } from './instance-role.ts';

export type WorkerSetup = {
  /** The worker bundle. */
  bundle: string;
  /** Python of the engine's environment, and where it finds the engine's packages. */
  enginePython: string;
  enginePath: string;
  /** ministack. */
  endpointUrl: string;
  /** With its credentials, from the metadata service, the worker calls AWS. */
  role: InstanceRole;
  /** Holds a folder per running instance, its disk. */
  instances: string;
  logs: string;
};

const WITH_PARENT = new URL('../processes/with-parent.mjs', import.meta.url).href;

/** Starts the worker of an instance; its folder is removed when the process ends. */
export async function startWorker(instanceId: string, metadataUrl: string, setup: WorkerSetup): Promise<Child> {
  const disk = join(setup.instances, instanceId);
  mkdirSync(disk, { recursive: true });
  const child = await startChild({
    name: `worker of ${instanceId}`,
    command: process.execPath,
    args: ['--import', WITH_PARENT, setup.bundle],
    directory: disk,
    logFile: join(setup.logs, `${instanceId}.log`),
    environment: {
      ...engineVariables(),
      ...environmentWithoutCredentials(disk),
      AWS_ENDPOINT_URL: setup.endpointUrl,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: metadataUrl,
      POWERTOOLS_SERVICE_NAME: 'transcription-worker',
      ENGINE_PYTHON: setup.enginePython,
      PYTHONPATH: setup.enginePath,
    },
  });
  void child.exited.then(() => rmSync(disk, { recursive: true, force: true }));
  return child;
}
