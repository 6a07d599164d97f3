/**
 * A small Debian to provision: what Amazon Linux has before the first step, as far as the steps without a GPU use it. It is
 * kept as one archive, since making it takes most of the test's time.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../../local/paths.ts';
import { type Ended, run } from '../../support/run.ts';

const PACKAGES = ['ca-certificates', 'curl', 'kmod', 'python3', 'python3-venv', 'systemd', 'util-linux', 'xz-utils'];
const CACHE = join(PATHS.state, 'image-root');
/** Its name says what is in it, so that another list makes another root. */
const ARCHIVE = join(CACHE, `bookworm-${PACKAGES.join('-')}.tar`);
/** Where pip of this machine looks for packages; none of it reaches the steps on AWS. */
const PIP_SETTINGS = /^PIP_(CERT|INDEX_URL|EXTRA_INDEX_URL|PROXY|TRUSTED_HOST)$|^(https?|no)_proxy$/i;

export const ROOT_NEEDS = ['Linux', 'the right to mount', 'debootstrap', 'unshare', 'nsenter', 'xz'] as const;

export class Root {
  readonly path: string;
  readonly #folder: string;

  /** @param folder what goes with it when it is removed */
  constructor(path: string, folder = path) {
    this.path = path;
    this.#folder = folder;
  }

  /** Copies a file or a folder of this machine into the root. */
  copy(from: string, to: string): void {
    cpSync(from, join(this.path, to), { recursive: true, dereference: true });
  }

  /** Runs a program inside, as root, with its output checked by the caller. */
  run(command: string[], environment: Record<string, string> = {}): Promise<Ended> {
    return run(['chroot', this.path, ...command], { HOME: '/root', ...pipSettings(), ...environment });
  }

  /** Another root that has all of this one, and what is changed in it is there alone. */
  async layered(): Promise<Root> {
    const folder = mkdtempSync(join(tmpdir(), 'image-layer-'));
    const [upper, work, path] = ['upper', 'work', 'root'].map((name) => join(folder, name));
    for (const made of [upper, work, path]) mkdirSync(made as string);
    // A temporary folder is closed to everyone else, and this one is `/` to the worker's user.
    for (const opened of [folder, upper]) chmodSync(opened as string, 0o755);
    const layers = `lowerdir=${this.path},upperdir=${upper},workdir=${work}`;
    await mustRun(['mount', '-t', 'overlay', 'overlay', '-o', layers, path as string]);
    const root = new Root(path as string, folder);
    await root.mountProc().catch(async (error) => {
      await root.remove();
      throw error;
    });
    return root;
  }

  async mountProc(): Promise<void> {
    await mustRun(['mount', '-t', 'proc', 'proc', join(this.path, 'proc')]);
  }

  async remove(): Promise<void> {
    // Also with a program still running inside: what is mounted goes when it ends, and nothing is removed through it.
    await run(['umount', '--lazy', join(this.path, 'proc')]);
    if (this.#folder !== this.path) await run(['umount', '--lazy', this.path]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export async function makeRoot(): Promise<Root> {
  if (!existsSync(ARCHIVE)) await makeArchive();
  const root = new Root(mkdtempSync(join(tmpdir(), 'image-root-')));
  await mustRun(['tar', '--extract', '--file', ARCHIVE, '--directory', root.path]);
  // A temporary folder is closed to everyone else, and this one is `/` to the worker's user.
  chmodSync(root.path, 0o755);
  await root.mountProc();
  root.copy('/etc/resolv.conf', '/etc/resolv.conf');
  root.copy('/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/certs/ca-certificates.crt');
  return root;
}

async function makeArchive(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'debootstrap-'));
  try {
    await mustRun(['debootstrap', '--variant=minbase', `--include=${PACKAGES.join(',')}`, 'bookworm', folder]);
    mkdirSync(CACHE, { recursive: true });
    const unfinished = `${ARCHIVE}.${process.pid}`;
    await mustRun(['tar', '--create', '--file', unfinished, '--directory', folder, '.']);
    renameSync(unfinished, ARCHIVE);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function mustRun(command: string[]): Promise<void> {
  const { code, output } = await run(command);
  if (code !== 0)
    throw new Error(`${command.join(' ')} ended with ${code}:\n${output.split('\n').slice(-15).join('\n')}`);
}

function pipSettings(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => PIP_SETTINGS.test(name))) as Record<
    string,
    string
  >;
}
