/** The ports of a deployment, as its operator reaches them. */
import { apiGatewayKeys } from '../../adapters/aws/api-gateway-keys.ts';
import { apiGateway } from '../../adapters/aws/clients/api-gateway.ts';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { ec2 } from '../../adapters/aws/clients/ec2.ts';
import { s3 } from '../../adapters/aws/clients/s3.ts';
import { sqs } from '../../adapters/aws/clients/sqs.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { dynamoDbUpkeep } from '../../adapters/aws/dynamodb-upkeep.ts';
import { ec2Compute } from '../../adapters/aws/ec2-compute.ts';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import { s3Versions } from '../../adapters/aws/s3-versions.ts';
import { sqsDeadLetters } from '../../adapters/aws/sqs-dead-letters.ts';
import { sqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { jobQueues } from '../../adapters/job-queues.ts';
import { liveRemoval } from '../../adapters/live.ts';
import { hashId, randomSecret, sha256, systemClock } from '../../adapters/system.ts';
import type { DeliveryMessage } from '../../core/contracts/messages.ts';
import type { KeysNamedBy } from '../../core/operate/keys.ts';
import type { Compute, Log } from '../../core/shared/ports.ts';
import { furtherModel, placeOf } from '../../core/transcript/served-models.ts';
import { deadLettersOf, launchTemplateName, liveTableName, usagePlanName } from '../../lib/names.ts';
import type { QueueName, Target } from './target.ts';

/** Standard output is for the report alone. */
const write = (message: string, fields?: Record<string, unknown>) =>
  void process.stderr.write(`${message}${fields ? ` ${JSON.stringify(fields)}` : ''}\n`);
export const log: Log = { info: write, warn: write, error: write };

export async function servicesOf(target: Target) {
  const { table, bucket, queues, models } = await target.deployment();
  return {
    table: { ...dynamoDbTable(dynamoDb(), table, log), ...dynamoDbUpkeep(dynamoDb(), table) },
    objects: { ...s3Objects(s3(), bucket), ...s3Versions(s3(), bucket) },
    models,
    jobs: jobQueues(queues.jobs, models, (url) => sqsQueue(sqs(), url)),
    deliveries: sqsQueue<DeliveryMessage>(sqs(), queues.deliveries),
    compute: computeOf(target),
    gateway: apiGatewayKeys(apiGateway(), usagePlanName(target.stage)),
    newKeyValue: randomSecret,
    sha256,
    keysNamedBy: keysNamedBy(target),
    live: liveRemoval(liveTableName(target.stage)),
    clock: systemClock,
    hash: hashId,
    log,
  };
}

/** Of all queues of that name: those of jobs are one for each model. */
export async function deadLettersIn(target: Target, name: QueueName) {
  const { queues, models } = await target.deployment();
  const served = name === 'jobs' ? models : [models[0]];
  return served.map((model) => {
    const queue = placeOf(queues[name], furtherModel(models, model.name));
    return sqsDeadLetters(sqs(), { queue, dead_letters: deadLettersOf(queue) });
  });
}

/** EC2 alone: works when nothing else of the deployment does. */
export function computeOf({ stage, config }: Target): Pick<Compute, 'list' | 'terminate'> {
  const fleet = { instance_types: config.instanceTypes, subnet_ids: [] };
  return ec2Compute(ec2(), { stage, launch_template_name: launchTemplateName(stage), fleet });
}

/** The gateway of the local stack tells the API no ids. */
const keysNamedBy = ({ place }: Target): KeysNamedBy => (place === 'aws' ? 'id' : 'hash');
