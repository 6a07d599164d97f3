/**
 * What processes of the local stack are told. Every one gets this minimum and nothing else from the user's shell, so
 * that no real AWS credentials, profile or endpoint can reach a process that believes it talks to AWS.
 */
import { delimiter, dirname } from 'node:path';
import { local } from '../lib/stages/local.ts';

export const REGION = local.region;

export const DUMMY_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** ministack answers for this account to the access key `test`. */
export const ACCOUNT = '000000000000';

export type Environment = Record<string, string>;

const WITHOUT_THE_USERS_SETTINGS = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  // Node 20 is what the tests run on; the SDK's advice to upgrade would stand in every log.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Names that a model's download or a GPU may need; they hold nothing of AWS. */
const ENGINE_VARIABLES =
  /^(HF_.*|HUGGINGFACE_.*|CUDA_.*|NVIDIA_.*|LD_LIBRARY_PATH|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_FILE|SSL_CERT_DIR|OMP_NUM_THREADS)$/i;

/** What `environmentWithoutCredentials` says, and dummy credentials. */
export function minimalEnvironment(temporaryDirectory: string): Environment {
  return {
    ...environmentWithoutCredentials(temporaryDirectory),
    AWS_ACCESS_KEY_ID: DUMMY_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: DUMMY_CREDENTIALS.secretAccessKey,
  };
}

/**
 * PATH (this very node first, since ministack runs Lambdas with the first one it finds), HOME, TMPDIR and the region.
 *
 * @param temporaryDirectory where the process leaves its temporary files, so that they go with the state directory
 */
export function environmentWithoutCredentials(temporaryDirectory: string): Environment {
  return {
    PATH: [dirname(process.execPath), process.env['PATH']].filter(Boolean).join(delimiter),
    HOME: process.env['HOME'] ?? temporaryDirectory,
    LANG: 'C.UTF-8',
    TMPDIR: temporaryDirectory,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    ...WITHOUT_THE_USERS_SETTINGS,
  };
}

/** The user's variables that an engine may need to fetch a model or to see a GPU. */
export function engineVariables(): Environment {
  const wanted = Object.entries(process.env).filter(([name]) => ENGINE_VARIABLES.test(name));
  return Object.fromEntries(wanted) as Environment;
}

/** Removes the user's AWS settings from this process too, before its own SDK clients can see them. */
export function forgetRealAws(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, WITHOUT_THE_USERS_SETTINGS);
}
