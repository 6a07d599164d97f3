import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { RefusedForGoodError } from '../../core/shared/errors.ts';
import { asciiJson, parseJson } from '../../core/shared/json.ts';
import type { Log, Queue, QueueDepth, Received, SendOptions, WorkQueue } from '../../core/shared/ports.ts';

/** The sending side of an SQS queue, and an estimate of what it holds. */
export function sqsQueue<Body>(client: SQSClient, queueUrl: string): Queue<Body> & QueueDepth {
  return {
    async send(body, options) {
      const message = { QueueUrl: queueUrl, MessageBody: asciiJson(body), ...parameters(options) };
      try {
        await client.send(new SendMessageCommand(message));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        throw new RefusedForGoodError('SQS refuses the message for what it holds', { cause: error });
      }
    },

    async depth() {
      const AttributeNames = [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ] as const;
      const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...AttributeNames] });
      const { Attributes = {} } = await client.send(command);
      return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
  };
}

/** An SQS queue that a worker pulls from, one message at a time. */
export function sqsWorkQueue<Schema extends z.ZodType>(
  client: SQSClient,
  queueUrl: string,
  { schema, log }: { schema: Schema; log: Log },
): WorkQueue<z.infer<Schema>> {
  type Body = z.infer<Schema>;
  const queue: WorkQueue<Body> = {
    ...sqsQueue<Body>(client, queueUrl),

    async receive({ wait_seconds, signal }) {
      const message = await receiveOne(client, queueUrl, wait_seconds, signal);
      return message && parse(message);
    },

    async hide(receipt, seconds) {
      const change = { QueueUrl: queueUrl, ReceiptHandle: receipt, VisibilityTimeout: Math.ceil(seconds) };
      await client.send(new ChangeMessageVisibilityCommand(change));
    },

    async delete(receipt) {
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }));
    },
  };

  async function parse(message: Message): Promise<Received<Body> | undefined> {
    const receipt = message.ReceiptHandle ?? '';
    const parsed = schema.safeParse(parseJson(message.Body ?? ''));
    if (parsed.success) return { body: parsed.data, receipt };
    log.error('message dropped: its body is not one of ours', {
      message_id: message.MessageId,
      issues: parsed.error.issues,
    });
    await queue.delete(receipt);
    return undefined;
  }

  return queue;
}

/** What SQS takes as a message group; tenants of the first versions may have other names, and each message is its own group then. */
const GROUP = /^[!-~]{1,128}$/;

/** A group on a standard queue makes it fair: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html */
function parameters({ delay_seconds, tenant }: SendOptions = {}) {
  return {
    ...(delay_seconds && { DelaySeconds: delay_seconds }),
    ...(tenant !== undefined && GROUP.test(tenant) && { MessageGroupId: tenant }),
  };
}

/** Characters that a message may not hold, and messages that are too long. */
const REFUSALS = ['InvalidMessageContents', 'InvalidParameterValue', 'InvalidParameterValueException'];

function isRefusal(error: unknown): boolean {
  return error instanceof Error && REFUSALS.includes(error.name);
}

async function receiveOne(
  client: SQSClient,
  queueUrl: string,
  waitSeconds: number,
  signal: AbortSignal | undefined,
): Promise<Message | undefined> {
  const request = { QueueUrl: queueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: waitSeconds };
  try {
    const { Messages } = await client.send(new ReceiveMessageCommand(request), signal ? { abortSignal: signal } : {});
    return Messages?.[0];
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}
