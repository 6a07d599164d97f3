/**
 * What a worker instance runs: read the user data, start the engine so that its model loads while the first file
 * downloads, work until there is nothing to do, end. The end of this process is the end of the instance, whatever
 * happened: systemd powers it off, and its shutdown behaviour is to terminate.
 */
import { setMaxListeners } from 'node:events';
import { bucketFiles } from '../../adapters/aws/bucket-files.ts';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { kms } from '../../adapters/aws/clients/kms.ts';
import { s3 } from '../../adapters/aws/clients/s3.ts';
import { sqs } from '../../adapters/aws/clients/sqs.ts';
import { dynamoDbPresences } from '../../adapters/aws/dynamodb-live-listeners.ts';
import { dynamoDbLiveLog } from '../../adapters/aws/dynamodb-live-log.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { type InstanceFacts, openNotices, readInstanceFacts } from '../../adapters/aws/instance-metadata.ts';
import { kmsSealer } from '../../adapters/aws/kms-sealer.ts';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import { sqsQueue, sqsWorkQueue } from '../../adapters/aws/sqs-queue.ts';
import { webFiles } from '../../adapters/http/web-files.ts';
import { webhookSigner } from '../../adapters/http/webhook-signer.ts';
import { webhookTransport } from '../../adapters/http/webhook-transport.ts';
import { log } from '../../adapters/observability/log.ts';
import { systemClock } from '../../adapters/system.ts';
import { JobMessage } from '../../core/contracts/messages.ts';
import type { Engine } from '../../core/shared/ports.ts';
import { type WorkLoop, workLoop } from '../../core/worker/work-loop.ts';
import { engineCommand } from './engine-command.ts';
import { engineProcess } from './engine-process.ts';
import { scratch } from './scratch.ts';
import { watchSpotNotices } from './spot-notices.ts';

async function main(): Promise<void> {
  const facts = await readInstanceFacts(process.env);
  process.env['AWS_REGION'] ??= facts.user_data.region;
  log.info('worker started', { ...facts.instance, stage: facts.user_data.stage });
  const engine = engineProcess(engineCommand(facts.user_data.model, process.env), log);
  const ending = { shutdown: new AbortController(), drain: new AbortController() };
  stopOnSignals(ending.shutdown);
  // Each job at hand listens a few times; Node takes more than ten for a leak.
  setMaxListeners(0, ending.shutdown.signal, ending.drain.signal);
  // On demand there is nothing to announce.
  if (facts.instance.market === 'spot') watchSpotNotices(await openNotices(process.env), ending, log);
  try {
    await workLoop(dependencies(facts, engine), ending.shutdown.signal, ending.drain.signal);
  } finally {
    await engine.close();
  }
}

/** Told to stop (scale-in, an operator, the bridge of the local stack): hand the job back, then end. */
function stopOnSignals(shutdown: AbortController): void {
  const stop = (signal: NodeJS.Signals) => shutdown.abort(new Error(`the worker was stopped by ${signal}`));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function dependencies({ instance, user_data: settings }: InstanceFacts, engine: Engine): WorkLoop {
  return {
    workerSettings: settings,
    engine,
    scratch,
    web: webFiles(settings.callback_rules),
    buckets: bucketFiles(s3()),
    furtherBuckets: settings.further_buckets ?? [],
    worker: instance,
    model: settings.model,
    uploadLimits: settings.limits,
    prices: settings.prices,
    max_webhook_bytes: settings.max_webhook_bytes,
    table: dynamoDbTable(dynamoDb(), settings.table_name, log),
    ...(settings.live_table_name !== undefined && { live: liveOf(settings.live_table_name) }),
    // A worker that is taken over finds no key that it was not told of.
    objects: s3Objects(s3(), settings.bucket_name, { mayList: false }),
    jobs: sqsWorkQueue(sqs(), settings.jobs_queue_url, { schema: JobMessage, log }),
    deliveries: sqsQueue(sqs(), settings.deliveries_queue_url),
    sealer: kmsSealer(kms(), settings.secrets_key_arn),
    signer: webhookSigner,
    transport: webhookTransport(settings.callback_rules),
    webhook_limits: settings.webhook_limits,
    clock: systemClock,
    random: Math.random,
    log,
  };
}

function liveOf(tableName: string) {
  return { ...dynamoDbLiveLog(dynamoDb(), tableName), ...dynamoDbPresences(dynamoDb(), tableName) };
}

main().then(
  () => process.exit(0),
  (error) => {
    log.error('the worker ends with an error', { error });
    process.exit(1);
  },
);
