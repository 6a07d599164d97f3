/** Looks for secrets in everything that the service leaves behind: logs, rows, objects, messages, templates, code, user data. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { DescribeLaunchTemplatesCommand, DescribeLaunchTemplateVersionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { s3Versions } from '../../../adapters/aws/s3-versions.ts';
import { clientSettings } from '../../../local/clients.ts';
import { PATHS } from '../../../local/paths.ts';
import { clients, stack } from './client.ts';

type Find = { secret: string; place: string };
type Text = { place: string; bytes: Buffer };

const settings = clientSettings(stack.endpoint_url);
/** The stack's own note for its user, readable by that user alone, has the API key: that is what it is for. */
const NOT_SCANNED = ['outputs.json'];

/**
 * @param secrets what must not be found, by a name to tell of it; as it is, and in base64, hexadecimal or percent-encoding
 */
export async function findSecrets(secrets: Readonly<Record<string, string>>): Promise<Find[]> {
  const needles = Object.entries(secrets).flatMap(([secret, value]) =>
    encodings(value).map((needle) => ({ secret, needle })),
  );
  const found: Find[] = [];
  for await (const { place, bytes } of everything()) {
    for (const { secret, needle } of needles) if (bytes.includes(needle)) found.push({ secret, place });
  }
  return found;
}

/** Base64 looks different by where in a group of three bytes the secret begins; its inner part does not. */
function encodings(value: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.from(`${'.'.repeat(offset)}${value}`).toString('base64');
    return text.slice(4, -4);
  });
  return [...new Set([value, encodeURIComponent(value), Buffer.from(value).toString('hex'), ...base64])];
}

async function* everything(): AsyncGenerator<Text> {
  yield* files(dirname(stack.logs));
  yield* files(PATHS.synthCache);
  yield* files(PATHS.dist);
  yield* logEvents();
  yield* rows();
  yield* objects();
  yield* messages();
  yield* lambdaSettings();
  yield* userData();
}

function* files(folder: string): Generator<Text> {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const place = join(folder, name);
    if (NOT_SCANNED.includes(basename(place)) || !statSync(place, { throwIfNoEntry: false })?.isFile()) continue;
    yield { place, bytes: readFileSync(place) };
  }
}

async function* logEvents(): AsyncGenerator<Text> {
  for await (const { logGroups = [] } of pagesOfLogs('DescribeLogGroups', {})) {
    for (const { logGroupName } of logGroups) {
      for await (const { logStreams = [] } of pagesOfLogs('DescribeLogStreams', { logGroupName })) {
        for (const { logStreamName } of logStreams) yield* eventsOf(logGroupName, logStreamName);
      }
    }
  }
}

async function* eventsOf(logGroupName: string, logStreamName: string): AsyncGenerator<Text> {
  const request = { logGroupName, logStreamName, startFromHead: true, limit: 10_000 };
  for await (const { events = [] } of pagesOfLogs('GetLogEvents', request)) {
    yield { place: `log ${logGroupName} ${logStreamName}`, bytes: Buffer.from(JSON.stringify(events)) };
  }
}

type Logs = {
  logGroups?: { logGroupName: string }[];
  logStreams?: { logStreamName: string }[];
  events?: unknown[];
  nextToken?: string;
  nextForwardToken?: string;
};

/** Until there is no token, or the same one again, as CloudWatch says that there are no more events. */
async function* pagesOfLogs(action: string, request: object): AsyncGenerator<Logs> {
  let nextToken: string | undefined;
  for (;;) {
    const page = await logsCall(action, { ...request, ...(nextToken && { nextToken }) });
    yield page;
    const next = page.nextToken ?? page.nextForwardToken;
    if (!next || next === nextToken) return;
    nextToken = next;
  }
}

/** A few calls are not worth another client of the SDK. The emulator asks for no signature. */
export async function logsCall(action: string, body: object): Promise<Logs> {
  const answer = await fetch(stack.endpoint_url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${stack.region}/logs/aws4_request`,
    },
  });
  if (!answer.ok) throw new Error(`${action} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Logs;
}

async function* rows(): AsyncGenerator<Text> {
  for await (const { Items = [] } of paginateScan(
    { client: new DynamoDBClient(settings) },
    { TableName: stack.table },
  )) {
    for (const item of Items) yield { place: `row ${item['job_id']?.S}`, bytes: Buffer.from(JSON.stringify(item)) };
  }
}

async function* objects(): AsyncGenerator<Text> {
  const { s3 } = clients;
  for (const { key, version_id, kind } of await s3Versions(s3, stack.bucket).listVersions('')) {
    if (kind === 'delete-marker') continue;
    const object = new GetObjectCommand({ Bucket: stack.bucket, Key: key, VersionId: version_id });
    const { Body, Metadata } = await s3.send(object);
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    yield { place: `object ${key}`, bytes: Buffer.concat([bytes, Buffer.from(JSON.stringify({ key, Metadata }))]) };
  }
}

/** Queue `uploads` and its dead letters hold what S3 and others send, not what the service says. */
async function* messages(): AsyncGenerator<Text> {
  const queues = [stack.jobs_queue_url, stack.deliveries_queue_url];
  for (const QueueUrl of [...queues, ...queues.map((queue) => `${queue}-dead-letters`)]) {
    const look = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageAttributeNames: ['All'] };
    const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand(look));
    for (const one of Messages)
      yield { place: `message in ${basename(QueueUrl)}`, bytes: Buffer.from(JSON.stringify(one)) };
  }
}

async function* lambdaSettings(): AsyncGenerator<Text> {
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient(settings) }, {})) {
    for (const one of Functions) yield { place: `Lambda ${one.FunctionName}`, bytes: Buffer.from(JSON.stringify(one)) };
  }
}

async function* userData(): AsyncGenerator<Text> {
  const ec2 = new EC2Client(settings);
  const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
  for (const { LaunchTemplateId, LaunchTemplateName } of LaunchTemplates) {
    const versions = await ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId }));
    const texts =
      versions.LaunchTemplateVersions?.map(({ LaunchTemplateData }) => LaunchTemplateData?.UserData ?? '') ?? [];
    const bytes = Buffer.concat(texts.map((text) => Buffer.from(text, 'base64')));
    yield { place: `user data of ${LaunchTemplateName}`, bytes };
  }
}
