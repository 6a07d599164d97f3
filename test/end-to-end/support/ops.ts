/** The operator's command, against the stack under test. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CopyObjectCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { build } from 'esbuild';
import * as z from 'zod';
import { dynamoDbUpkeep } from '../../../adapters/aws/dynamodb-upkeep.ts';
import { s3Versions } from '../../../adapters/aws/s3-versions.ts';
import { uploadedJob } from '../../../core/job/new-job.ts';
import { clientSettings } from '../../../local/clients.ts';
import { PATHS } from '../../../local/paths.ts';
import { fixture, jobIfEnded, stack, table, uniqueName, upload } from './client.ts';
import { withReconcile } from './faults.ts';

const STATE_DIRECTORY = dirname(stack.logs);

export type Ended = { exitCode: number; stdout: string; stderr: string };

/**
 * In one file with all that it needs: `tsx` makes the command anew each time, and the SDK is hundreds of files, which takes
 * longer than what the command does.
 */
const BUNDLE = join(PATHS.dist, 'ops.mjs');
const bundled = build({
  entryPoints: [join(PATHS.root, 'bin/ops.ts')],
  outfile: BUNDLE,
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  // Some dependencies are CommonJS and call `require` for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});

export const ops = (...words: string[]) => runOps([...words, '--state-dir', STATE_DIRECTORY]);

/** @param environment the whole of the command's; ours by default */
export async function runOps(words: string[], environment = process.env): Promise<Ended> {
  await bundled;
  return ended([BUNDLE, ...words], environment);
}

/** As `npm run ops` runs it. */
export const typedOps = (...words: string[]) =>
  ended([join(PATHS.root, 'node_modules/tsx/dist/cli.mjs'), join(PATHS.root, 'bin/ops.ts'), ...words], process.env);

function ended(args: string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: environment }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

const Header = z.object({
  command: z.string(),
  stage: z.literal('local'),
  region: z.literal('us-east-1'),
  place: z.literal('local'),
  applied: z.boolean(),
});

/** The JSON report, held to its schema and to nothing beside it. */
export async function opsJson<Shape extends z.ZodRawShape>(schema: z.ZodObject<Shape>, ...words: string[]) {
  const { stdout, stderr, exitCode } = await ops(...words, '--json');
  const parsed = z.strictObject({ ...Header.shape, ...schema.shape }).safeParse(JSON.parse(stdout));
  if (!parsed.success) throw new Error(`${words.join(' ')}: ${parsed.error.message}\n${stdout}\n${stderr}`);
  return { exitCode, ...(parsed.data as z.infer<typeof Header> & z.infer<z.ZodObject<Shape>>) };
}

const settings = clientSettings(stack.endpoint_url);
const s3 = new S3Client(settings);

export const upkeep = dynamoDbUpkeep(DynamoDBDocumentClient.from(new DynamoDBClient(settings)), stack.table);
export const versionsUnder = s3Versions(s3, stack.bucket).listVersions;

/** Deletes an object as a client does, which leaves a marker. */
export async function erase(key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket: stack.bucket, Key: key }));
}

/** What `aws s3api copy-object` does with these options. */
export async function copyOntoItself(options: Record<string, string>, client = s3): Promise<string> {
  const { bucket, key, 'copy-source': CopySource, 'storage-class': StorageClass, ...others } = options;
  if (Object.keys(others).length > 0) throw new Error(`unexpected options ${JSON.stringify(others)}`);
  const command = new CopyObjectCommand({
    Bucket: bucket,
    Key: key,
    CopySource,
    StorageClass: StorageClass as 'STANDARD',
  });
  return (await client.send(command)).VersionId ?? '';
}

/** A waiting job whose message is gone. Its file lies where S3 tells nobody of it. */
export async function givenStuckJob(): Promise<string> {
  const { key, versionId, size } = await upload(`stuck/${uniqueName('talk.wav')}`, fixture('en-short.wav'));
  const job_id = uniqueName('stuck');
  const file = {
    bucket: stack.bucket,
    s3_key: key,
    s3_version_id: versionId,
    upload_version: versionId,
    size_bytes: size,
  };
  const row = uploadedJob({ job_id, options: {}, warnings: [] }, file, true, new Date());
  await table.write({ kind: 'put', row });
  return job_id;
}

/** Puts a message where the queue puts what could not be handled. */
export async function setAside(queue: 'uploads' | 'jobs', body: string): Promise<void> {
  const QueueUrl = `${stack[`${queue}_queue_url`]}-dead-letters`;
  await new SQSClient(settings).send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
}

/** Messages that wait in a queue, or are being handled. */
export async function waitingIn(QueueUrl: string): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await new SQSClient(settings).send(command);
  return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

/** A message that a worker received as it was ended is hidden for two minutes. */
export const endedInTime = (jobId: string) => withReconcile(`the end of job ${jobId}`, () => jobIfEnded(jobId));
