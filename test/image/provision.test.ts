/**
 * The image's own steps, run in a small Debian: everything but the packages of Amazon Linux and the driver. About
 * a minute.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserData } from '../../core/contracts/settings.ts';
import { ensureBundles } from '../../local/deploy/build.ts';
import { PATHS } from '../../local/paths.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { silentProgress } from '../../local/progress.ts';
import { describeWith } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { metadataService, nowhere, serveObjects, sha256, userData } from './support/instance.ts';
import { makeRoot, ROOT_NEEDS, type Root } from './support/root.ts';
import { environmentOf, readUnit, theOnly } from './support/unit-file.ts';

const MODEL = { MODEL_ID: 'KBLab/kb-whisper-small', MODEL_REVISION: '3564d61a42fc210ceaa55a22a96dd64478959c78' };
const PREFIX = '/opt/transcription';
const WORKER = readUnit('transcription-worker.service');

describeWith(...ROOT_NEEDS, 'xz')('a provisioned image', () => {
  let root: Root;
  const step = (name: string, environment: Record<string, string> = {}) =>
    root.run(['bash', `/source/image/steps/${name}.sh`], { BASE_PYTHON: 'python3', ...environment });
  const succeed = async (name: string, environment: Record<string, string> = {}) => {
    const { code, output } = await step(name, environment);
    expect({ step: name, code, output }).toMatchObject({ code: 0 });
  };
  const content = (path: string) => readFileSync(join(root.path, path), 'utf8');

  beforeAll(async () => {
    await ensureBundles(silentProgress, new AbortController().signal);
    root = await makeRoot();
    for (const part of ['image', 'systemd', 'engine/requirements.lock', 'engine/transcription_engine']) {
      root.copy(join(PATHS.root, 'worker-ami', part), `/source/${part}`);
    }
    root.copy(join(PATHS.dist, 'worker'), '/dist');
    root.copy(PATHS.demoModel, '/model');
    const node = await archiveOfThisNode(root);
    const stages = [
      ['30-node', node],
      ['40-engine', {}],
      ['50-gpu-libraries', {}],
      ['60-model', { ...MODEL, MODEL_FROM: '/model' }],
      ['70-worker', { WORKER_DIR: '/dist', MAX_LIFETIME_SECONDS: '7200' }],
      ['80-manifest', {}],
    ] as const;
    for (const [name, environment] of stages) await succeed(name, { ...environment });
  }, 300_000);
  afterAll(() => root?.remove());

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
    expect(await root.run(['systemctl', 'is-enabled', ...units])).toMatchObject({ code: 0 });
    expect(await root.run(['systemd-analyze', 'verify', ...units])).toEqual({ code: 0, output: '' });
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
      expect(output.trim()).toBe('transcription 700');
    });

    it('and leaves one alone that has other user data, as Image Builder’s', async () => {
      expect(await prepareWith('#!/bin/bash\ntrue')).toMatchObject({ code: 0, marked: false });
    });

    it('and fails where there is no metadata service', async () => {
      expect(await prepare(`http://127.0.0.1:${await freePort()}`)).toMatchObject({ marked: false });
    }, 120_000);
  });

  it('starts its worker as systemd does: unprivileged, with the model loaded from the disk alone', async () => {
    const text = userData({ code: undefined });
    expect(() => UserData.parse(JSON.parse(text))).not.toThrow();
    const { output } = await startWorker(root, text);
    expect(output).toContain('engine ready');
    const lines = output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'worker started', instance_id: 'i-0123456789abcdef0' }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: 'engine ready',
        model: MODEL.MODEL_ID,
        device: 'cpu',
        service: 'transcription-worker',
      }),
    );
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

/** The Node that runs this test in the form that nodejs.org publishes: the real one is fetched on AWS only. */
async function archiveOfThisNode(root: Root): Promise<Record<string, string>> {
  const name = 'node-v24.0.0-linux-x64';
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  const script = `mkdir -p ${name}/bin && cp "$0" ${name}/bin/node && touch ${name}/LICENSE && tar -c ${name} | xz -0 > "$1" && sha256sum "$1"`;
  const archive = join(root.path, 'node.tar.xz');
  const { output } = await run(['sh', '-c', script, process.execPath, archive], {}, folder);
  rmSync(folder, { recursive: true });
  return { NODE_VERSION: '24.0.0', NODE_SHA256: output.split(' ')[0] as string, NODE_ARCHIVE: 'file:///node.tar.xz' };
}

/** What the unit's file says, done by hand: its user, folder, environment and command. AWS answers nothing but errors. */
async function startWorker(root: Root, text: string) {
  const [metadata, aws] = [await metadataService(text), await serveObjects({})];
  const command = [
    ...['timeout', '60', 'setpriv', `--reuid=${theOnly(WORKER, 'User')}`, '--clear-groups', '--no-new-privs'],
    ...['env', `--chdir=${theOnly(WORKER, 'WorkingDirectory')}`, ...theOnly(WORKER, 'ExecStart').split(' ')],
  ];
  const unit = environmentOf(WORKER);
  const instance = {
    // systemd sets both for a service with a user.
    HOME: '/var/lib/transcription',
    RUNTIME_DIRECTORY: unit['TMPDIR'] ?? '',
    AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
  };
  try {
    return await root.run(command, { ...unit, ...nowhere(aws.url), ...instance });
  } finally {
    await Promise.all([metadata.close(), aws.close()]);
  }
}
