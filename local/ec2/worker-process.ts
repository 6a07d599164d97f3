/** What an instance is on one machine: a process that runs the very worker bundle. User data is never executed. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { EngineName } from '../../core/contracts/settings.ts';
import { engineVariables, environmentWithoutCredentials } from '../environment.ts';
import { type Child, startChild } from '../processes/child.ts';
import { engineFor, type PythonEnvironments } from '../python/environments.ts';
import type { InstanceFacts } from './imds.ts';
import type { InstanceRole } from './instance-role.ts';

export type WorkerSetup = {
  /** The worker bundle. */
  bundle: string;
  /** Where those are that the models of the stage run on. */
  engines: PythonEnvironments['engines'];
  /** ministack. */
  endpointUrl: string;
  /** With its credentials, from the metadata service, the worker calls AWS. */
  role: InstanceRole;
  /** Holds a folder per running instance, its disk. */
  instances: string;
  logs: string;
};

const WITH_PARENT = new URL('../processes/with-parent.mjs', import.meta.url).href;

/** What user data says that is of concern here; the worker reads all of it. */
const Told = z.object({ model: z.object({ engine: EngineName.optional() }) });

/**
 * Starts the worker of an instance; its folder is removed when the process ends.
 *
 * @param userData says on which engine its model runs: an image has one, this machine all
 */
export async function startWorker(
  { instanceId, userData }: Pick<InstanceFacts, 'instanceId' | 'userData'>,
  metadataUrl: string,
  setup: WorkerSetup,
): Promise<Child> {
  const { python, path } = engineFor(setup.engines, Told.parse(JSON.parse(userData)).model);
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
      ENGINE_PYTHON: python,
      PYTHONPATH: path,
    },
  });
  void child.exited.then(() => rmSync(disk, { recursive: true, force: true }));
  return child;
}
