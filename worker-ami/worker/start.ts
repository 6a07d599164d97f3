/**
 * What systemd starts on a worker instance: finds the worker's code that the user data names, checks it, and runs it in
 * this very process. It is part of the image and changes with it alone, so it knows no more of the user data than it needs.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { s3 } from '../../adapters/aws/clients/s3.ts';
import { readUserData } from '../../adapters/aws/instance-metadata.ts';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import { log } from '../../adapters/observability/log.ts';
import { UserData } from '../../core/contracts/settings.ts';
import { codeToRun } from './start-code.ts';

const StartSettings = UserData.pick({ region: true, bucket_name: true, code: true });

async function start(): Promise<void> {
  const settings = StartSettings.parse(JSON.parse(await readUserData(process.env)));
  process.env['AWS_REGION'] ??= settings.region;
  const code = await codeToRun(settings.code, {
    image: fileURLToPath(new URL('./worker.mjs', import.meta.url)),
    objects: () => s3Objects(s3(), settings.bucket_name),
    // systemd makes RUNTIME_DIRECTORY for the service alone; a folder of our own in it is nobody else's anywhere.
    directory: await mkdtemp(join(process.env['RUNTIME_DIRECTORY'] ?? tmpdir(), 'code-')),
  });
  log.info("starting the worker's code", code);
  await import(pathToFileURL(code.file).href);
}

start().catch((error) => {
  log.error('the worker was not started; the instance ends', { error });
  process.exit(1);
});
