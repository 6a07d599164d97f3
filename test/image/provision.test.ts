/** What the image's own steps made of a small Debian (provisioned.ts). Needs root, as the steps do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { PATHS } from '../../local/paths.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { describeWith } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { MODEL, stepCommand } from './provisioned.ts';
import { metadataService, sha256, userData } from './support/instance.ts';
import { ROOT_NEEDS, Root } from './support/root.ts';

const PREFIX = '/opt/transcription';

describeWith(...ROOT_NEEDS)('a provisioned image', () => {
  const root = new Root(inject('imageRoot'));
  const step = (name: string, environment: Record<string, string> = {}) => root.run(stepCommand(name), environment);
  const content = (path: string) => readFileSync(join(root.path, path), 'utf8');

  it('has a manifest with the sha256 of the model and of the worker', () => {
    const manifest = JSON.parse(content(`${PREFIX}/manifest.json`));
    expect(manifest.model).toMatchObject({ id: MODEL.MODEL_ID, revision: MODEL.MODEL_REVISION });
    expect(manifest.model.files.map(({ path }: { path: string }) => path.split('/').at(-1))).toContain('model.bin');
    const worker = manifest.worker.find(({ path }: { path: string }) => path === 'worker/worker.mjs');
    expect(worker.sha256).toBe(sha256(readFileSync(join(PATHS.dist, 'worker/worker.mjs'), 'utf8')));
  });

  it('is checked against its manifest', async () => {
    const check = ['python3', `${PREFIX}/bin/manifest.py`, 'check', '--prefix', PREFIX];
    expect(await root.run(check)).toMatchObject({ code: 0 });
    const worker = `${PREFIX}/worker/start.mjs`;
    await root.run(['cp', worker, '/kept']);
    await root.run(['sh', '-c', `echo evil >> ${worker}`]);
    expect(await root.run(check)).toMatchObject({ code: 1, output: expect.stringContaining('worker/start.mjs') });
    await root.run(['cp', '/kept', worker]);
  });

  it('has its units enabled, sound, and with the lifetime of the stage', async () => {
    await root.run(['install', '-m', '0755', '/bin/true', '/usr/bin/nvidia-modprobe']);
    const units = ['transcription-prepare.service', 'transcription-worker.service', 'transcription-max-lifetime.timer'];
    const started = ['transcription-engine.socket', 'transcription-engine@.service'];
    expect(await root.run(['systemctl', 'is-enabled', ...units])).toMatchObject({ code: 0 });
    expect(await root.run(['systemd-analyze', 'verify', ...units, ...started])).toEqual({ code: 0, output: '' });
    expect(content('/etc/systemd/system/transcription-worker.service.d/max-lifetime.conf')).toContain(
      'RuntimeMaxSec=7200',
    );
    expect(content('/etc/systemd/system/transcription-max-lifetime.timer.d/max-lifetime.conf')).toContain(
      'OnBootSec=7200',
    );
  });

  it('carries every library that CTranslate2 asks the loader for, but the driver', async () => {
    const named = 'grep -aoE "lib(cu|nv)[a-z]+\\.so\\.[0-9]+" "$0" | sort -u';
    const wheel = await root.run([
      'sh',
      '-c',
      `ls ${PREFIX}/engine/lib/python3*/site-packages/ctranslate2.libs/libctranslate2*`,
    ]);
    const { output } = await run(['sh', '-c', named, join(root.path, wheel.output.trim())]);
    expect(output.trim().split('\n')).toEqual(['libcublas.so.12', 'libcuda.so.1']);
  });

  describe('prepares an instance', () => {
    const MARK = '/run/wanted';
    const prepare = async (metadataUrl: string) => {
      await root.run(['rm', '-f', MARK]);
      const ended = await root.run([`${PREFIX}/bin/prepare-worker`, MARK, '/var/lib/transcription/scratch'], {
        AWS_EC2_METADATA_SERVICE_ENDPOINT: metadataUrl,
      });
      const marked = (await root.run(['test', '-e', MARK])).code === 0;
      return { ...ended, marked };
    };
    const prepareWith = async (text: string) => {
      const metadata = await metadataService(text);
      return prepare(metadata.url).finally(() => metadata.close());
    };

    it('that has a worker’s user data', async () => {
      expect(await prepareWith(userData())).toMatchObject({ code: 0, marked: true });
      const { output } = await root.run(['stat', '--format', '%U %a', '/var/lib/transcription/scratch']);
      expect(output.trim()).toBe('transcription 710');
    });

    it('and leaves one alone that has other user data, as Image Builder’s', async () => {
      expect(await prepareWith('#!/bin/bash\ntrue')).toMatchObject({ code: 0, marked: false });
    });

    it('and fails where there is no metadata service', async () => {
      expect(await prepare(`http://127.0.0.1:${await freePort()}`)).toMatchObject({ marked: false });
    }, 120_000);
  });

  it('refuses a Node that is not the pinned one', async () => {
    expect(await step('30-node', { NODE_ARCHIVE: 'file:///source/image/pins.env' })).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        /has sha256 [0-9a-f]{64}, expected [0-9a-f]{64}; correct worker-ami\/image\/pins\.env/,
      ),
    });
  });

  it.each([
    [
      'a tag in place of a commit',
      { ...MODEL, MODEL_REVISION: 'strict' },
      'is no commit; expected its 40 hexadecimal digits',
    ],
    ['a folder in place of a hub id', { ...MODEL, MODEL_ID: '/model' }, 'is no hub id; expected OWNER/NAME'],
    ['a folder without a model', { ...MODEL, MODEL_FROM: '/source' }, 'holds no model.bin'],
  ])('refuses %s', async (_what, environment, words) => {
    expect(await step('60-model', environment)).toMatchObject({ code: 1, output: expect.stringContaining(words) });
  });
});
