import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { apiFunction } from './constructs/api-function.ts';
import { bucketCors } from './constructs/bucket-cors.ts';
import { clientUploadPolicy } from './constructs/client-upload-policy.ts';
import { deliverWebhookFunction } from './constructs/deliver-webhook-function.ts';
import { DeploymentCalls } from './constructs/deployment-calls.ts';
import { docsFunction } from './constructs/docs-function.ts';
import { Figures } from './constructs/figures.ts';
import { firstKeyRow } from './constructs/first-key-row.ts';
import { GuardedQueue } from './constructs/guarded-queue.ts';
import { HttpApi } from './constructs/http-api.ts';
import { jobQueues, queueFor, queuesOf } from './constructs/job-queues.ts';
import { letManageKeys } from './constructs/key-permissions.ts';
import { LiveUpdates } from './constructs/live-updates.ts';
import { Network } from './constructs/network.ts';
import { operatorOutputs } from './constructs/operator-outputs.ts';
import { processUploadFunction } from './constructs/process-upload-function.ts';
import { reconcileFunction } from './constructs/reconcile-function.ts';
import { ServiceAlarms } from './constructs/service-alarms.ts';
import { ServiceDashboard } from './constructs/service-dashboard.ts';
import { webFunction } from './constructs/web-function.ts';
import { WorkerCode } from './constructs/worker-code.ts';
import { WorkerFleet } from './constructs/worker-fleet.ts';
import { workerPermissions } from './constructs/worker-permissions.ts';
import { physicalName } from './names.ts';
import { workerSettings } from './runtime-settings.ts';
import type { StageConfig } from './stage-config.ts';
import { modelStages } from './stage-models.ts';
import type { StorageStack } from './storage-stack.ts';
import { LAMBDA_TIMEOUT, visibilityFor } from './timeouts.ts';

/**
 * An attempt that fails is on the row and sent again by its schedule; a receive is used up only by a poller that Lambda throttles, as in
 * an account of 10 concurrent Lambdas while many receivers are slow. One every 3 minutes: for two and a half hours.
 */
const DELIVERY_MAX_RECEIVES = 50;

export interface TranscriptionStackProps extends StackProps {
  readonly config: StageConfig;
  readonly storage: StorageStack;
  /** Folder with one bundle per Lambda, made by `npm run build`. */
  readonly codeRoot: string;
}

/** All that works on what the storage stack keeps; it can be deleted and made again without losing anything. */
export class TranscriptionStack extends Stack {
  constructor(scope: Construct, id: string, props: TranscriptionStackProps) {
    super(scope, id, props);
    const { config, storage, codeRoot } = props;

    const jobs = jobQueues(this, config);
    const deliveries = new GuardedQueue(this, 'Deliveries', {
      name: physicalName('transcription-deliveries', config.stage),
      visibility: visibilityFor(LAMBDA_TIMEOUT.deliverWebhook),
      maxReceives: DELIVERY_MAX_RECEIVES,
    });
    const calls = this.deploymentCalls(config);
    const code = calls && new WorkerCode(this, 'WorkerCode', { codeRoot, bucket: storage.bucket, calls });
    const live = new LiveUpdates(this, 'Live', { config, storage, codeRoot });
    const fleet = new WorkerFleet(this, 'Workers', {
      config,
      network: new Network(this, 'Network', { config, zones: config.zones }),
      settings: (model) =>
        workerSettings(model.config, {
          storage,
          liveTableName: live.table.tableName,
          jobsQueueUrl: queueFor(jobs, model).queueUrl,
          deliveriesQueueUrl: deliveries.queue.queueUrl,
          code: code?.settings,
        }),
      permissions: workerPermissions({
        storage,
        liveTable: live.table,
        jobs: queuesOf(jobs),
        deliveries: deliveries.queue,
        logGroupNames: modelStages(config).map((model) => model.config.imageParameter),
        furtherBuckets: config.furtherBuckets,
      }),
    });
    if (code) fleet.node.addDependency(code.published);

    const parts = { config, storage, jobs, deliveries, fleet, live, codeRoot };
    processUploadFunction(this, parts);
    deliverWebhookFunction(this, parts);
    const reconcile = reconcileFunction(this, parts);
    const { handler, role } = apiFunction(this, parts);
    const handlers = {
      api: handler,
      docs: docsFunction(this, parts).handler,
      events: live.events.handler,
      web: webFunction(this, parts)?.handler,
    };
    const { api, apiKey, usagePlan } = new HttpApi(this, 'Http', { config, handlers });
    letManageKeys(this, { role, usagePlan });
    // Code that lets nobody in without a row comes after the row.
    if (calls) handler.node.addDependency(firstKeyRow(calls, { table: storage.table, apiKey }));
    if (calls) bucketCors(calls, { bucket: storage.bucket, api, page: config.page });
    const figures = new Figures(this, 'Figures', { stage: config.stage, logGroup: reconcile.logGroup });
    const alarms = new ServiceAlarms(this, 'Alarms', {
      stage: config.stage,
      config: config.alarms,
      uploads: storage.uploads,
      jobs,
      deliveries,
      reconcile,
      liveErrors: live.errors,
      figures,
      withoutMetricMath: config.localOnly.withoutMetricMath,
    });
    new ServiceDashboard(this, 'Dashboard', { stage: config.stage, figures, oldestJob: alarms.oldestJob });

    operatorOutputs(this, {
      region: config.region,
      apiUrl: api.url.replace(/\/$/, ''),
      apiId: api.restApiId,
      apiKeyId: apiKey.keyId,
      bucketName: storage.bucket.bucketName,
      tableName: storage.table.tableName,
      uploadsQueueUrl: storage.uploads.queue.queueUrl,
      jobsQueueUrl: jobs[0].guarded.queue.queueUrl,
      deliveriesQueueUrl: deliveries.queue.queueUrl,
      launchTemplateName: fleet.launchTemplateName,
      models: modelStages(config).map((one) => one.config.model.name),
      reconcileFunctionName: reconcile.handler.functionName,
      clientUploadPolicyArn: clientUploadPolicy(this, storage.bucket).managedPolicyArn,
      alarmTopicArn: alarms.topic.topicArn,
    });
  }

  /**
   * They take a helper Lambda, which the local cloud lacks: there, workers run the bundle of this checkout anyway, and the
   * local deployment writes the row of the first key itself.
   */
  private deploymentCalls({ localOnly, logRetentionDays }: StageConfig): DeploymentCalls | undefined {
    return localOnly.withoutCustomResources ? undefined : new DeploymentCalls(this, 'Calls', { logRetentionDays });
  }
}
