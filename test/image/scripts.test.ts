import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATHS } from '../../local/paths.ts';
import { itWith } from '../support/needs.ts';
import { run } from '../support/run.ts';

const FOLDER = join(PATHS.root, 'worker-ami');
const SCRIPTS = ['image', 'systemd']
  .flatMap((folder) =>
    readdirSync(join(FOLDER, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((name) => name.endsWith('.sh'));
const SOURCED = 'image/common.sh';

describe('the shell scripts of the image', () => {
  itWith('shellcheck')('pass shellcheck, followed into what they source', async () => {
    const files = SCRIPTS.map((name) => join(FOLDER, name));
    const { code, output } = await run(['shellcheck', '--external-sources', '--source-path=SCRIPTDIR', ...files]);
    expect({ code, output }).toEqual({ code: 0, output: '' });
  });

  // What a disk is called differs by instance type, and a boot that looks for another name fails.
  it.each(SCRIPTS)('name no disk: %s', (name) => {
    expect(readFileSync(join(FOLDER, name), 'utf8')).not.toMatch(/nvme|\/dev\/(sd|xvd)|by-(id|uuid|label)/);
  });

  it.each(SCRIPTS.filter((name) => name !== SOURCED))('%s can be executed and stops at the first error', (name) => {
    expect(() => accessSync(join(FOLDER, name), constants.X_OK)).not.toThrow();
    expect(readFileSync(join(FOLDER, name), 'utf8')).toMatch(/common\.sh"$|^set -e?uo pipefail$/m);
  });
});
