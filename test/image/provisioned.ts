/** The image's own steps, run in a small Debian, once for all files: everything but the packages of Amazon Linux and the driver. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { engineVariables } from '../../lib/engine-image.ts';
import { ensureBundles } from '../../local/deploy/build.ts';
import { PATHS } from '../../local/paths.ts';
import { silentProgress } from '../../local/progress.ts';
import { wordsForMissing } from '../support/missing.ts';
import { run } from '../support/run.ts';
import { makeRoot, ROOT_NEEDS, type Root } from './support/root.ts';

export const MODEL = {
  MODEL_ID: 'KBLab/kb-whisper-small',
  MODEL_REVISION: '3564d61a42fc210ceaa55a22a96dd64478959c78',
  ...engineVariables({}),
};

declare module 'vitest' {
  interface ProvidedContext {
    imageRoot: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (wordsForMissing(ROOT_NEEDS)) return undefined;
  await ensureBundles(silentProgress, new AbortController().signal);
  const root = await makeRoot();
  try {
    await provision(root);
  } catch (error) {
    await root.remove();
    throw error;
  }
  project.provide('imageRoot', root.path);
  return () => root.remove();
}

async function provision(root: Root): Promise<void> {
  for (const part of [
    'image',
    'systemd',
    'engines/faster-whisper/requirements.lock',
    'engines/faster-whisper/transcription_engine',
  ]) {
    root.copy(join(PATHS.root, 'worker-ami', part), `/source/${part}`);
  }
  root.copy(join(PATHS.dist, 'worker'), '/dist');
  root.copy(PATHS.demoModel, '/model');
  // The package of CloudWatch's agent makes its user.
  await succeed(root, ['useradd', '--system', '--user-group', 'cwagent']);
  const node = await archiveOfThisNode(root);
  const stages = [
    ['30-node', node],
    ['40-engine', MODEL],
    ['50-gpu-libraries', {}],
    ['60-model', { ...MODEL, MODEL_FROM: '/model' }],
    ['70-worker', { WORKER_DIR: '/dist', MAX_LIFETIME_SECONDS: '7200' }],
    ['80-manifest', MODEL],
  ] as const;
  for (const [name, environment] of stages)
    await succeed(root, stepCommand(name), { BASE_PYTHON: 'python3', ...environment });
}

export const stepCommand = (name: string) => ['bash', `/source/image/steps/${name}.sh`];

export async function succeed(root: Root, command: string[], environment: Record<string, string> = {}): Promise<void> {
  const { code, output } = await root.run(command, environment);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`);
}

/** The Node that runs this test in the form that nodejs.org publishes: the real one is fetched on AWS only. */
async function archiveOfThisNode(root: Root): Promise<Record<string, string>> {
  const name = 'node-v24.0.0-linux-x64';
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  const script = `mkdir -p ${name}/bin && cp "$0" ${name}/bin/node && touch ${name}/LICENSE && tar -c ${name} | xz -0 > "$1" && sha256sum "$1"`;
  const archive = join(root.path, 'node.tar.xz');
  const { output } = await run(['sh', '-c', script, process.execPath, archive], {}, folder);
  rmSync(folder, { recursive: true });
  return { NODE_VERSION: '24.0.0', NODE_SHA256: output.split(' ')[0] as string, NODE_ARCHIVE: 'file:///node.tar.xz' };
}
