import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { environmentOf, readUnit, theOnly, UNITS } from './support/unit-file.ts';

const NAMES = readdirSync(UNITS).filter((name) => /\.(service|socket|timer)$/.test(name));
/** What the units start, which exists in the image only. */
const PROGRAMS = [
  ...['/bin/sh', '/usr/bin/nvidia-modprobe', '/usr/bin/systemctl'],
  ...['/opt/transcription/bin/prepare-worker', '/opt/transcription/bin/confined-engine'],
];
const SYSTEM_UNITS = ['/usr/lib/systemd/system', '/lib/systemd/system'].find(existsSync);

describeWith('systemd-analyze')('systemd', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'units-'));
    cpSync(UNITS, join(root, 'etc/systemd/system'), { recursive: true });
    cpSync(SYSTEM_UNITS as string, join(root, 'usr/lib/systemd/system'), { recursive: true });
    for (const program of [...PROGRAMS, '/opt/transcription/node/bin/node']) {
      mkdirSync(join(root, dirname(program)), { recursive: true });
      writeFileSync(join(root, program), '#!/bin/sh\n');
      chmodSync(join(root, program), 0o755);
    }
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('finds nothing to say about the units', async () => {
    const { code, output } = await run(['systemd-analyze', 'verify', `--root=${root}`, ...NAMES]);
    expect({ code, output }).toEqual({ code: 0, output: '' });
  });

  it.each([
    ['transcription-worker.service', 3.1],
    ['transcription-engine@.service', 2.7],
  ])('finds %s well confined', async (unit, atMost) => {
    const { output } = await run(['systemd-analyze', 'security', '--offline=yes', `--root=${root}`, unit]);
    const [, exposure] = /Overall exposure level for transcription-\S+\.service: ([\d.]+)/.exec(output) ?? [];
    expect(Number(exposure)).toBeLessThanOrEqual(atMost);
  });
});

describe('the ends of a worker', () => {
  const worker = readUnit('transcription-worker.service');

  it('are the end of the instance, whatever they were', () => {
    expect(theOnly(worker, 'SuccessAction')).toBe('poweroff');
    expect(theOnly(worker, 'FailureAction')).toBe('poweroff-force');
    expect(theOnly(worker, 'Restart')).toBe('no');
    expect(theOnly(worker, 'RuntimeMaxSec')).toBe('12h');
  });

  it('include one that needs neither the network nor our code', () => {
    const timer = readUnit('transcription-max-lifetime.timer');
    const service = readUnit('transcription-max-lifetime.service');
    expect(theOnly(timer, 'OnBootSec')).toBe('12h');
    expect(theOnly(timer, 'WantedBy')).toBe('timers.target');
    expect(theOnly(service, 'ExecStart')).toBe('/usr/bin/systemctl --no-block poweroff');
    expect([...service.keys(), ...timer.keys()].filter((key) => /^(After|Wants|Requires|Condition)/.test(key))).toEqual(
      [],
    );
  });

  it('leave time for the last words of a failure to be sent', () => {
    expect(theOnly(worker, 'ExecStopPost')).toContain('sleep 7');
  });

  it('come before a start where there is no worker to be', () => {
    const prepare = readUnit('transcription-prepare.service');
    const mark = theOnly(worker, 'ConditionPathExists');
    expect(theOnly(prepare, 'ExecStart').split(' ')).toContain(mark);
    expect(theOnly(prepare, 'FailureAction')).toBe('poweroff-force');
    expect(theOnly(worker, 'Requires').split(' ')).toContain('transcription-prepare.service');
  });
});

describe('the worker service', () => {
  const worker = readUnit('transcription-worker.service');

  it('is told where everything is, and has its engine started in another unit', () => {
    expect(environmentOf(worker)).toEqual({
      ENGINE_PYTHON: '/opt/transcription/bin/confined-engine',
      POWERTOOLS_SERVICE_NAME: 'transcription-worker',
      TMPDIR: '/var/lib/transcription/scratch',
    });
    expect(theOnly(worker, 'Requires')).toContain('transcription-engine.socket');
  });

  it('has no privilege, and no device', () => {
    expect(theOnly(worker, 'User')).toBe('transcription');
    expect(theOnly(worker, 'NoNewPrivileges')).toBe('yes');
    expect(theOnly(worker, 'CapabilityBoundingSet')).toBe('');
    expect(theOnly(worker, 'PrivateDevices')).toBe('yes');
  });
});

describe('the engine service', () => {
  const engine = readUnit('transcription-engine@.service');

  it('leaves the hub alone', () => {
    expect(environmentOf(engine)).toMatchObject({ HF_HUB_OFFLINE: '1', HF_HUB_CACHE: '/opt/transcription/models' });
  });

  it('has no privilege and no network, another user than the worker, and keeps sight of the GPU', () => {
    expect(theOnly(engine, 'User')).toBe('transcription-engine');
    expect(theOnly(engine, 'PrivateNetwork')).toBe('yes');
    expect(theOnly(engine, 'IPAddressDeny')).toBe('any');
    expect(theOnly(engine, 'NoNewPrivileges')).toBe('yes');
    expect(theOnly(engine, 'CapabilityBoundingSet')).toBe('');
    expect(
      [...engine.keys()].filter((key) => ['PrivateDevices', 'ProtectClock', 'DevicePolicy'].includes(key)),
    ).toEqual([]);
  });

  it('outlives its worker when the instance ends, which then asks it for what was heard last', () => {
    expect(theOnly(engine, 'Before')).toBe('transcription-worker.service');
  });
});
