/** What the figures were measured on. */
import { execFile } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { PATHS } from '../local/paths.ts';
import type { PythonEnvironments } from '../local/python/environments.ts';

const run = promisify(execFile);

export type Machine = {
  cores: number;
  cpu: string;
  memory_gb: number;
  system: string;
  node: string;
  python: string;
  /** Python packages that the figures depend on. */
  versions: Record<string, string>;
  /** Undefined outside a git checkout; ends with `+changes` when files differ from it. */
  commit: string | undefined;
};

const ENGINE_PACKAGES = ['faster-whisper', 'ctranslate2', 'onnxruntime', 'av'];
const CLOUD_PACKAGES = ['ministack', 'moto'];

export async function describeMachine(pythons: PythonEnvironments): Promise<Machine> {
  const [engine, cloud, commit] = await Promise.all([
    describePython(pythons.engine, ENGINE_PACKAGES),
    describePython(pythons.cloud, CLOUD_PACKAGES),
    describeCommit(),
  ]);
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memory_gb: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.versions.node,
    python: engine.python,
    versions: { ...engine.versions, ...cloud.versions },
    commit,
  };
}

async function describePython(python: string, packages: string[]) {
  const program =
    'import json, platform, sys; from importlib.metadata import version; ' +
    'print(json.dumps({"python": platform.python_version(), "versions": {n: version(n) for n in sys.argv[1:]}}))';
  const { stdout } = await run(python, ['-c', program, ...packages]);
  return JSON.parse(stdout) as { python: string; versions: Record<string, string> };
}

async function describeCommit(): Promise<string | undefined> {
  const git = async (...args: string[]) => (await run('git', args, { cwd: PATHS.root })).stdout.trim();
  try {
    const commit = await git('rev-parse', '--short=12', 'HEAD');
    return (await git('status', '--porcelain')) === '' ? commit : `${commit}+changes`;
  } catch {
    return undefined;
  }
}
