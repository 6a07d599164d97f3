/** One local stack's folder: outputs, logs and whatever its processes leave behind. Held by one stack at a time. */
import { existsSync, linkSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalStackError } from './errors.ts';
import type { Outputs } from './outputs.ts';
import { serveHttp } from './processes/http.ts';

export type StateDirectory = {
  path: string;
  logs: string;
  temporary: string;
  instances: string;
  worker: string;
  outputsFile: string;
  /** Gives the folder free and removes what only makes sense while the stack runs; logs stay. */
  release: () => Promise<void>;
};

type Holder = { pid: number; url: string };

/** A stack answers in milliseconds, unless its machine is very busy. */
const ANSWER_MS = 5_000;

/** @throws LocalStackError if another stack that is alive holds the folder */
export async function claimStateDirectory(folder: string): Promise<StateDirectory> {
  mkdirSync(folder, { recursive: true });
  const path = realpathSync(folder);
  // A process id alone may belong to somebody else after a restart, so the holder also answers for its folder.
  const sign = await serveHttp(() => ({ status: 200, body: path }));
  const holderFile = join(path, 'running.json');
  try {
    await takeHold(path, holderFile, { pid: process.pid, url: sign.url });
  } catch (error) {
    await sign.close();
    throw error;
  }
  const directory = freshFolders(path);
  const release = async () => {
    for (const gone of [
      directory.temporary,
      directory.instances,
      directory.worker,
      directory.outputsFile,
      holderFile,
    ]) {
      rmSync(gone, { recursive: true, force: true });
    }
    await sign.close();
  };
  return { ...directory, release };
}

async function takeHold(path: string, holderFile: string, me: Holder): Promise<void> {
  const mine = `${holderFile}.${me.pid}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    if (!claimed(mine, holderFile)) {
      await refuseIfAlive(path, holderFile);
      rmSync(holderFile, { force: true });
      if (!claimed(mine, holderFile)) await refuseIfAlive(path, holderFile);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** A link to a file written before: either the whole of it stands there under the new name, or somebody else's does. */
function claimed(mine: string, holderFile: string): boolean {
  try {
    linkSync(mine, holderFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Outputs of the stack that is up in the folder; undefined when there is none, or it is not up yet. */
export async function outputsOfRunning(folder: string): Promise<Outputs | undefined> {
  const holderFile = join(folder, 'running.json');
  if (!existsSync(holderFile)) return undefined;
  const path = realpathSync(folder);
  const outputsFile = join(path, 'outputs.json');
  if (!(await livingHolder(path, holderFile)) || !existsSync(outputsFile)) return undefined;
  return JSON.parse(readFileSync(outputsFile, 'utf8')) as Outputs;
}

async function livingHolder(path: string, holderFile: string): Promise<Holder | undefined> {
  const holder = JSON.parse(readFileSync(holderFile, 'utf8')) as Holder;
  return (await isHeldBy(holder, path)) ? holder : undefined;
}

/** A holder that takes the call and says nothing in time is busy, not gone. */
async function isHeldBy({ url }: Holder, path: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    return (await answer.text()) === path;
  } catch (error) {
    return (error as Error).name === 'TimeoutError';
  }
}

async function refuseIfAlive(path: string, holderFile: string): Promise<void> {
  const holder = await livingHolder(path, holderFile);
  if (!holder) return;
  throw new LocalStackError(
    `a local stack already runs with the state directory ${path} (process ${holder.pid}). Use it (${path}/outputs.json says how), end it with Ctrl-C there, or give another --state-dir.`,
  );
}

function freshFolders(path: string) {
  const folders = {
    logs: join(path, 'logs'),
    temporary: join(path, 'tmp'),
    instances: join(path, 'instances'),
    worker: join(path, 'worker'),
  };
  for (const folder of Object.values(folders)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  // ministack runs Lambdas by a CommonJS script in its temporary folder; this repository's own package.json, above, says ESM.
  writeFileSync(join(folders.temporary, 'package.json'), JSON.stringify({ type: 'commonjs' }));
  const outputsFile = join(path, 'outputs.json');
  rmSync(outputsFile, { force: true });
  return { path, ...folders, outputsFile };
}
