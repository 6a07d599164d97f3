/** A machine with all that it finds around it, and what its worker says there. */
import type { HttpService } from '../../../local/processes/http.ts';
import { waitFor } from '../../../local/wait.ts';
import { metadataService, nowhere, serveObjects } from './instance.ts';
import { Machine } from './machine.ts';
import type { Root } from './root.ts';

export const LOG = '/var/log/transcription/worker.log';
const UNITS = '/etc/systemd/system';

export type GivenMachine = {
  machine: Machine;
  metadata: HttpService;
  remove: () => Promise<void>;
};

/**
 * A machine of this image that finds this user data, and AWS nowhere.
 *
 * @param aliveMs for how long its worker waits for AWS before it gives up and the machine ends; less than the SDK's 30 s
 */
export async function givenMachine(root: Root, text: string, aliveMs?: number): Promise<GivenMachine> {
  const [metadata, aws] = [await metadataService(text), await serveObjects({}, aliveMs)];
  const environment = { ...nowhere(aws.url), AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url };
  const lines = Object.entries(environment).map(([name, value]) => `Environment=${name}=${value}\n`);
  const places = `[Service]\n${lines.join('')}`;
  const machine = new Machine(root, {
    [`${UNITS}/transcription-prepare.service.d/test.conf`]: places,
    [`${UNITS}/transcription-worker.service.d/test.conf`]: places,
  });
  const around: HttpService[] = [metadata, aws];
  const remove = async () => {
    await Promise.all([machine.remove(), ...around.map((service) => service.close())]);
  };
  return { machine, metadata, remove };
}

/** @returns the worker's log up to the line that its engine is ready, as the agent of the logs reads it */
export async function engineReady(machine: Machine): Promise<Record<string, unknown>[]> {
  const readLog = async () => {
    const { code, output } = await machine.run(['cat', LOG], 'cwagent');
    return code === 0 && output.includes('engine ready') ? output : undefined;
  };
  const what = 'the engine in the log, as the agent reads it';
  const output = await waitFor(what, readLog, { limitMs: 60_000, everyMs: 200 });
  return output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}
