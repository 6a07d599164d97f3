/** The provisioned root booted: real systemd as PID 1 in namespaces of its own, with the network of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { waitFor } from '../../../local/wait.ts';
import { type Ended, run } from '../../support/run.ts';
import type { Root } from './root.ts';

const NAMESPACES = ['--mount', '--pid', '--fork', '--kill-child', '--cgroup', '--uts', '--ipc'];
const ENTER = ['--mount', '--pid', '--uts', '--ipc', '--cgroup', '--root', '--wd'];
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];

/** What an instance changes lies in a layer of its own ($1), so that the next one starts from the image ($0). */
const BOOT = `
set -e
mkdir -p "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=$0,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for device in ${DEVICES.join(' ')}; do touch dev/$device; mount --bind /dev/$device dev/$device; done
mkdir dev/shm dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
exec chroot . /usr/bin/env -i container=chroot PATH=/usr/sbin:/usr/bin /usr/lib/systemd/systemd --log-target=journal
`;

export class Machine {
  readonly #folder: string;
  readonly #booted: ChildProcess;
  readonly #ended: Promise<unknown>;

  /** @param files to lay over the image before it boots, by path */
  constructor(root: Root, files: Record<string, string>) {
    this.#folder = mkdtempSync(join(tmpdir(), 'machine-'));
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.#folder, 'upper', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const boot = [...NAMESPACES, 'sh', '-c', BOOT, root.path, this.#folder];
    this.#booted = spawn('/usr/bin/unshare', boot, { stdio: 'ignore' });
    this.#ended = once(this.#booted, 'exit');
  }

  /** Until all that starts at boot has been started, or has failed. */
  async isUp(): Promise<void> {
    await waitFor('systemd', async () => this.#init() !== undefined || undefined, { limitMs: 30_000, everyMs: 100 });
    const isListening = async () => (await this.run(['test', '-S', '/run/systemd/private'])).code === 0 || undefined;
    await waitFor('systemd to answer', isListening, { limitMs: 30_000, everyMs: 100 });
    await this.run(['systemctl', 'is-system-running', '--wait']);
  }

  /** Runs a program on the machine as one of its users, with both of its streams as output. */
  run(command: string[], user = 'root'): Promise<Ended> {
    const init = this.#init();
    if (init === undefined) throw new Error(`the machine is off, expected it to run ${command.join(' ')}`);
    const as = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups'];
    return run(['timeout', '--signal=KILL', '60', 'nsenter', `--target=${init}`, ...ENTER, ...as, ...command]);
  }

  /** Resolves when the machine has powered itself off. */
  async isOff(): Promise<void> {
    await this.#ended;
  }

  /** What stands in a file that the machine wrote, also after its end. */
  read(path: string): string {
    return readFileSync(join(this.#folder, 'upper', path), 'utf8');
  }

  async remove(): Promise<void> {
    this.#booted.kill('SIGKILL');
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #init(): string | undefined {
    const { pid } = this.#booted;
    const children = `/proc/${pid}/task/${pid}/children`;
    return existsSync(children) ? readFileSync(children, 'utf8').trim().split(' ')[0] || undefined : undefined;
  }
}
