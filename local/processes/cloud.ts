/** The two emulators: ministack for everything but EC2, moto's server for EC2. */
import { join } from 'node:path';
import { minimalEnvironment, REGION } from '../environment.ts';
import { PATHS } from '../paths.ts';
import { type Child, startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { waitUntilHealthy } from './health.ts';

const WITH_PARENT = join(PATHS.local, 'python/with_parent.py');

export type CloudFolders = { temporary: string; logs: string };
export type Emulator = { child: Child; url: string };
/** Told of the process before it is healthy, so that it can be ended even then. */
type OnStart = (child: Child) => void;

/** Where a ministack that enforces IAM writes its decisions, one line of JSON each. */
export const iamDecisionsFile = (logs: string) => join(logs, 'iam-decisions.jsonl');

export type MinistackOptions = {
  /** Whether every call needs a right; without it nobody's rights are looked at. */
  enforceIam?: boolean | undefined;
  /** A folder that outlives the process: what stands in it when it starts is there again. Not together with IAM. */
  disk?: string | undefined;
  /** A free one unless given. */
  port?: number | undefined;
};

/** Starts ministack; its Lambdas send their EC2 calls to `ec2Url`. */
export async function startMinistack(
  python: string,
  folders: CloudFolders,
  ec2Url: string,
  onStart: OnStart,
  { enforceIam, disk, port: wanted }: MinistackOptions = {},
): Promise<Emulator> {
  const port = wanted ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const program = enforceIam ? 'ministack_with_iam' : disk ? 'ministack_with_disk' : 'ministack';
  const child = await startPython('ministack', python, [program], folders, {
    ...(enforceIam && { AUTH: 'true', IAM_DECISIONS: iamDecisionsFile(folders.logs) }),
    // It keeps a key there even when it is to keep nothing; by default in a folder that it never removes.
    STATE_DIR: join(disk ?? folders.temporary, 'state'),
    ...(disk && { PERSIST_STATE: '1', S3_PERSIST: '1', S3_DATA_DIR: join(disk, 's3') }),
    GATEWAY_PORT: String(port),
    MINISTACK_REGION: REGION,
    // It listens on all interfaces and on fixed ports of further protocols, and sweeps Docker, unless told otherwise.
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: 'unix:///nonexistent',
    // The Lambdas inherit these. Queue URLs say localhost, and the SDK warns at each call if its endpoint differs.
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_SQS: `http://localhost:${port}`,
    AWS_ENDPOINT_URL_EC2: ec2Url,
  });
  onStart(child);
  await waitUntilHealthy(child, `${url}/_ministack/health`);
  return { child, url };
}

export async function startMoto(
  python: string,
  folders: CloudFolders,
  port: number,
  onStart: OnStart,
): Promise<Emulator> {
  const url = `http://127.0.0.1:${port}`;
  const child = await startPython('moto', python, ['moto.server', '-H', '127.0.0.1', '-p', String(port)], folders, {
    // Reading its list of a thousand images takes a second and nobody asks for one.
    MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
  });
  onStart(child);
  await waitUntilHealthy(child, `${url}/moto-api/data.json`);
  return { child, url };
}

function startPython(
  name: string,
  python: string,
  args: string[],
  { temporary, logs }: CloudFolders,
  extra: Record<string, string>,
): Promise<Child> {
  return startChild({
    name,
    command: python,
    args: [WITH_PARENT, ...args],
    environment: { ...minimalEnvironment(temporary), ...extra },
    directory: temporary,
    logFile: join(logs, `${name}.log`),
  });
}
