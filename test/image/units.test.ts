import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { environmentOf, readUnit, theOnly, UNITS } from './support/unit-file.ts';

const NAMES = readdirSync(UNITS).filter((name) => /\.(service|timer)$/.test(name));
/** What the units start, which exists in the image only. */
const PROGRAMS = ['/bin/sh', '/usr/bin/nvidia-modprobe', '/usr/bin/systemctl', '/opt/transcription/bin/prepare-worker'];
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

  it('finds the worker well confined', async () => {
    const { output } = await run([
      'systemd-analyze',
      'security',
      '--offline=yes',
      `--root=${root}`,
      'transcription-worker.service',
    ]);
    const [, exposure] = /Overall exposure level for transcription-worker\.service: ([\d.]+)/.exec(output) ?? [];
    expect(Number(exposure)).toBeLessThanOrEqual(3.5);
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
    expect(theOnly(worker, 'Requires')).toBe('transcription-prepare.service');
  });
});

describe('the worker service', () => {
  const worker = readUnit('transcription-worker.service');

  it('is told where everything is, and to leave the hub alone', () => {
    expect(environmentOf(worker)).toEqual({
      ENGINE_PYTHON: '/opt/transcription/engine/bin/python',
      POWERTOOLS_SERVICE_NAME: 'transcription-worker',
      HF_HUB_OFFLINE: '1',
      HF_HUB_CACHE: '/opt/transcription/models',
      TMPDIR: '/var/lib/transcription/scratch',
      PYTHONDONTWRITEBYTECODE: '1',
    });
  });

  it('has no privilege, and keeps sight of the GPU', () => {
    expect(theOnly(worker, 'User')).toBe('transcription');
    expect(theOnly(worker, 'NoNewPrivileges')).toBe('yes');
    expect(theOnly(worker, 'CapabilityBoundingSet')).toBe('');
    expect(
      [...worker.keys()].filter((key) => ['PrivateDevices', 'ProtectClock', 'DevicePolicy'].includes(key)),
    ).toEqual([]);
  });
});
