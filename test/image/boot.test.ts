/** The image booted by real systemd: what its units may do, who reads what, and how an instance ends. */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { UserData } from '../../core/contracts/settings.ts';
import { waitFor } from '../../local/wait.ts';
import { describeWith } from '../support/needs.ts';
import { MODEL } from './provisioned.ts';
import { engineReady, type GivenMachine, givenMachine, LOG } from './support/given-machine.ts';
import { userData } from './support/instance.ts';
import { ROOT_NEEDS, Root } from './support/root.ts';

const ENGINE = '/opt/transcription/bin/confined-engine';
const SCRATCH = '/var/lib/transcription/scratch';
const suite = describeWith(...ROOT_NEEDS);

suite('an instance with a worker’s user data', () => {
  let given: GivenMachine;
  beforeAll(async () => {
    const text = userData({ code: undefined });
    expect(() => UserData.parse(JSON.parse(text))).not.toThrow();
    given = await givenMachine(new Root(inject('imageRoot')), text);
  });
  afterAll(() => given?.remove());

  it('starts its worker, whose engine is ready in a unit of its own, and lets the log agent read what they say', async () => {
    const { machine } = given;
    await machine.isUp();
    const lines = await engineReady(machine);
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

  it('powers itself off when its worker ends', async () => {
    await given.machine.isOff();
    expect(given.machine.read(LOG)).toContain('the worker ends with an error');
  });
});

suite('an instance without', () => {
  let given: GivenMachine;
  let machine: GivenMachine['machine'];
  beforeAll(async () => {
    given = await givenMachine(new Root(inject('imageRoot')), '#!/bin/bash\ntrue');
    machine = given.machine;
    await machine.isUp();
    await machine.run(['systemctl', 'start', 'transcription-engine.socket']);
    const upload = `${SCRATCH}/job/upload`;
    const make = `umask 027; mkdir -p ${SCRATCH}/job && chmod 0710 ${SCRATCH} ${SCRATCH}/job && echo audio >${upload}`;
    expect(await machine.run(['sh', '-c', make], 'transcription')).toEqual({ code: 0, output: '' });
  });
  afterAll(() => given?.remove());
  /** What a worker runs in place of the engine's Python. */
  const engine = (code: string) => machine.run([ENGINE, '-c', code], 'transcription');

  it('starts no worker and lives on', async () => {
    expect((await machine.run(['systemctl', 'is-active', 'transcription-worker.service'])).output.trim()).toBe(
      'inactive',
    );
  });

  it('gives its engine the file and nothing else of the worker', async () => {
    const tried = `
import os, socket
def attempt(what, action):
    try:
        print(what, action())
    except OSError as error:
        print(what, error.strerror)
attempt("upload:", lambda: open("${SCRATCH}/job/upload").read().strip())
attempt("write:", lambda: open("${SCRATCH}/job/upload", "a"))
attempt("look around:", lambda: os.listdir("${SCRATCH}"))
attempt("other engines:", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).connect("/run/transcription-engine.sock"))
attempt("init:", lambda: os.listdir("/proc/1"))
print("groups:", os.environ["USER"], "AWS" in str(os.environ), os.getuid() == os.stat("/var/lib/transcription").st_uid)
`;
    expect((await engine(tried)).output.trim().split('\n')).toEqual([
      'upload: audio',
      'write: Permission denied',
      'look around: Permission denied',
      'other engines: Permission denied',
      'init: No such file or directory',
      'groups: transcription-engine False False',
    ]);
  });

  it('gives its engine no network: neither the metadata service, which root reaches, nor any other address', async () => {
    const connect = `import socket; socket.create_connection(("127.0.0.1", ${new URL(given.metadata.url).port}), 5)`;
    expect(await machine.run(['python3', '-c', connect])).toEqual({ code: 0, output: '' });
    expect(await engine(connect)).toMatchObject({
      code: 1,
      output: expect.stringContaining('Address family not supported'),
    });
    const namespace = 'import os; print(os.readlink("/proc/self/ns/net"))';
    expect((await engine(namespace)).output).not.toBe((await machine.run(['python3', '-c', namespace])).output);
  });

  it.each([
    ['its exit code', 'raise SystemExit(3)', 3],
    ['the signal that ended it', 'import os; os.kill(os.getpid(), 9)', 137],
  ])('tells of an engine %s', async (_what, code, expected) => {
    const command = ['sh', '-c', `${ENGINE} -c "$0"; echo "ended with $?"`, code];
    expect((await machine.run(command, 'transcription')).output).toContain(`ended with ${expected}`);
  });

  it('ends an engine that nobody wants any more, whatever it does', async () => {
    const hung =
      'import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals()); print(flush=True); time.sleep(600)';
    const start = `
import subprocess, sys
caller = subprocess.Popen(["${ENGINE}", "-c", sys.argv[1]], stdout=subprocess.PIPE)
caller.stdout.readline()
caller.kill()`;
    expect(await machine.run(['python3', '-c', start, hung], 'transcription')).toEqual({ code: 0, output: '' });
    const units = ['systemctl', 'list-units', 'transcription-engine@*', '--all', '--no-legend'];
    const areGone = async () => (await machine.run(units)).output.trim() === '' || undefined;
    await waitFor('the unit to be gone', areGone, { limitMs: 30_000, everyMs: 100 });
  });

  it('is verified with its engine where it will work', async () => {
    const { output } = await machine.run(['/opt/transcription/bin/verify-image']);
    expect(output).toContain('ok    the engine loads the model on the CPU');
    expect(output).toContain('ok    the log agent reads the log');
    // No driver and no agent here.
    expect(
      output
        .split('\n')
        .filter((line) => line.startsWith('WRONG'))
        .map((line) => line.split(':')[0]),
    ).toEqual(['WRONG units start at boot', 'WRONG the driver has a module for this kernel']);
  });
});
