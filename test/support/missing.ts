/** What tests need of the machine beyond Node and Python, and what to install where it is missing. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '../../local/paths.ts';
import { PROGRAM_FOLDERS } from './run.ts';

type Thing = { isThere: () => boolean; remedy: string };

const program = (name: string, debianPackage = name): Thing => ({
  isThere: () => PROGRAM_FOLDERS.some((folder) => existsSync(join(folder, name))),
  remedy: `apt-get install ${debianPackage}`,
});

/** A slim Debian leaves out what is under `doc` when it installs a package. */
const RECORDINGS = [
  'asterisk/moh',
  'asterisk/sounds/en_US_f_Allison',
  'asterisk/sounds/es_MX_f_Allison',
  'asterisk/sounds/ru_RU_f_IvrvoiceRU',
  ...['en', 'es', 'ru'].map((language) => `doc/asterisk-core-sounds-${language}/core-sounds-${language}.txt.gz`),
];

const THINGS = {
  Linux: { isThere: () => process.platform === 'linux', remedy: 'run it on Linux' },
  'the right to mount': { isThere: canMount, remedy: 'run it as root' },
  'recordings of speakers': {
    isThere: () => RECORDINGS.every((path) => existsSync(join('/usr/share', path))),
    remedy: 'apt-get install asterisk-core-sounds-{en,es,ru}{,-g722} asterisk-moh-opsound-wav',
  },
  'the model whisper-base': {
    isThere: () => existsSync(join(PATHS.state, 'models/whisper-base')),
    remedy: 'let pip reach a package index',
  },
  'chromium-headless-shell': program('chromium-headless-shell'),
  curl: program('curl'),
  debootstrap: program('debootstrap'),
  jq: program('jq'),
  nsenter: program('nsenter', 'util-linux'),
  openssl: program('openssl'),
  prometheus: program('prometheus'),
  promtool: program('promtool', 'prometheus'),
  shellcheck: program('shellcheck'),
  unshare: program('unshare', 'util-linux'),
  'systemd-analyze': program('systemd-analyze', 'systemd'),
  xz: program('xz', 'xz-utils'),
} satisfies Record<string, Thing>;

export type Need = keyof typeof THINGS;

/** @returns what follows the name of a skipped test, nothing when all is there */
export function wordsForMissing(
  needs: readonly Need[],
  things: Record<Need, Thing> = THINGS,
  required = process.env['REQUIRE_ALL_TESTS'] === 'true',
): string {
  const missing = needs.filter((need) => !things[need].isThere());
  if (missing.length === 0) return '';
  const words = `needs ${missing.join(', ')}; ${remedies(missing.map((need) => things[need].remedy))}`;
  if (required) throw new Error(`no test may be skipped with REQUIRE_ALL_TESTS=true, but one ${words}`);
  return ` (skipped: ${words})`;
}

/** One command for all packages. */
function remedies(all: string[]): string {
  const packages = all.flatMap((remedy) => /^apt-get install (.+)$/.exec(remedy)?.[1] ?? []);
  const others = new Set(all.filter((remedy) => !remedy.startsWith('apt-get ')));
  return [...(packages.length > 0 ? [`apt-get install ${packages.join(' ')}`] : []), ...others].join(', ');
}

/** Tried, since root in a container may be without it. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'can-mount-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  if (status === 0) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return status === 0;
}
