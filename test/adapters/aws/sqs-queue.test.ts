import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { sqsQueue, sqsWorkQueue } from '../../../adapters/aws/sqs-queue.ts';
import { DeliveryMessage } from '../../../core/contracts/messages.ts';
import { RefusedForGoodError } from '../../../core/shared/errors.ts';
import { MemoryLog } from '../../support/memory/log.ts';
import { stubClient } from '../../support/stub-client.ts';

const QueueUrl = 'https://sqs.test/queue';
const sqs = stubClient(SQSClient);
const client = new SQSClient({ region: 'eu-north-1' });

function givenQueue() {
  const log = new MemoryLog();
  return { log, queue: sqsWorkQueue(client, QueueUrl, { schema: DeliveryMessage, log }) };
}

const givenMessage = (Body: string) =>
  sqs.on(ReceiveMessageCommand).resolves({ Messages: [{ MessageId: 'm-1', ReceiptHandle: 'r-1', Body }] });

describe('a queue', () => {
  it('sends a body as JSON, with a delay only when there is one', async () => {
    const { queue } = givenQueue();
    await queue.send({ delivery_id: 'd-1' });
    await queue.send({ delivery_id: 'd-1' }, { delay_seconds: 300 });
    const MessageBody = '{"delivery_id":"d-1"}';
    expect(sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input)).toEqual([
      { QueueUrl, MessageBody },
      { QueueUrl, MessageBody, DelaySeconds: 300 },
    ]);
  });

  it('sends the messages of a tenant as one group, but for names that SQS takes as none', async () => {
    const { queue } = givenQueue();
    for (const tenant of ['acme', '_unregistered', 'a name with spaces', 'å', 'a'.repeat(129), ''])
      await queue.send({ delivery_id: 'd-1' }, { tenant });
    const groups = sqs.commandCalls(SendMessageCommand).map((call) => call.args[0].input.MessageGroupId);
    expect(groups).toEqual(['acme', '_unregistered', undefined, undefined, undefined, undefined]);
  });

  it('sends ASCII alone, whatever the body holds', async () => {
    await givenQueue().queue.send({ delivery_id: 'å\ufffe\u007f🎙' });
    const MessageBody = '{"delivery_id":"\\u00e5\\ufffe\\u007f\\ud83c\\udf99"}';
    expect(sqs).toHaveReceivedCommandWith(SendMessageCommand, { MessageBody });
  });

  it.each([
    ['InvalidMessageContents', true],
    ['InvalidParameterValue', true],
    ['RequestThrottled', false],
    ['AccessDenied', false],
  ])('that answers %s to a message refuses it for good: %s', async (name, forGood) => {
    sqs.on(SendMessageCommand).rejects(Object.assign(new Error('no'), { name }));
    const thrown = await givenQueue()
      .queue.send({ delivery_id: 'd-1' })
      .catch((error) => error);
    expect(thrown instanceof RefusedForGoodError).toBe(forGood);
  });

  it('waits for one message', async () => {
    givenMessage('{"delivery_id":"d-1"}');
    expect(await givenQueue().queue.receive({ wait_seconds: 20 })).toEqual({
      body: { delivery_id: 'd-1' },
      receipt: 'r-1',
    });
    expect(sqs).toHaveReceivedCommandWith(ReceiveMessageCommand, {
      QueueUrl,
      MaxNumberOfMessages: 1,
      WaitTimeSeconds: 20,
    });
  });

  it('that is empty gives nothing', async () => {
    sqs.on(ReceiveMessageCommand).resolves({});
    expect(await givenQueue().queue.receive({ wait_seconds: 0 })).toBeUndefined();
  });

  it.each(['no json', '{"delivery_id":7}', '[]', ''])('drops a message that holds "%s" and logs it', async (body) => {
    givenMessage(body);
    const { queue, log } = givenQueue();
    expect(await queue.receive({ wait_seconds: 0 })).toBeUndefined();
    expect(sqs).toHaveReceivedCommandWith(DeleteMessageCommand, { QueueUrl, ReceiptHandle: 'r-1' });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { message_id: 'm-1' } }]);
  });

  it('stops waiting when told so, and throws what else goes wrong', async () => {
    sqs.on(ReceiveMessageCommand).rejects(new Error('aborted'));
    const { queue } = givenQueue();
    expect(await queue.receive({ wait_seconds: 20, signal: AbortSignal.abort() })).toBeUndefined();
    await expect(queue.receive({ wait_seconds: 20 })).rejects.toThrow('aborted');
  });

  it('hides a message for whole seconds, and deletes it', async () => {
    const { queue } = givenQueue();
    await queue.hide('r-1', 77.2);
    await queue.hide('r-1', 0);
    await queue.delete('r-1');
    const hidden = sqs.commandCalls(ChangeMessageVisibilityCommand).map((call) => call.args[0].input.VisibilityTimeout);
    expect(hidden).toEqual([78, 0]);
    expect(sqs).toHaveReceivedCommandWith(DeleteMessageCommand, { QueueUrl, ReceiptHandle: 'r-1' });
  });

  it('is as deep as what is visible, in flight and delayed', async () => {
    const Attributes = {
      ApproximateNumberOfMessages: '3',
      ApproximateNumberOfMessagesNotVisible: '4',
      ApproximateNumberOfMessagesDelayed: '5',
    };
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes });
    expect(await sqsQueue(client, QueueUrl).depth()).toBe(12);
  });
});
