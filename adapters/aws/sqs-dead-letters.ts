import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetters } from '../../core/shared/ports.ts';

/** SQS gives 10 messages at once; asked without a wait, it would look at some of its servers only. */
const RECEIVE = { MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };

/** The dead letters of one SQS queue. StartMessageMoveTask would move all of them unseen, and no emulator has it. */
export function sqsDeadLetters(client: SQSClient, urls: { queue: string; dead_letters: string }): DeadLetters {
  const QueueUrl = urls.dead_letters;
  return {
    async receive(hidden_seconds) {
      const request = { QueueUrl, VisibilityTimeout: hidden_seconds, ...RECEIVE };
      const { Messages = [] } = await client.send(new ReceiveMessageCommand(request));
      return Messages.map(({ Body = '', ReceiptHandle = '' }) => ({ body: Body, receipt: ReceiptHandle }));
    },

    async release(receipt) {
      const change = { QueueUrl, ReceiptHandle: receipt, VisibilityTimeout: 0 };
      await client.send(new ChangeMessageVisibilityCommand(change));
    },

    async sendBack(body) {
      await client.send(new SendMessageCommand({ QueueUrl: urls.queue, MessageBody: body }));
    },

    async delete(receipt) {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: receipt }));
    },
  };
}
