import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { DeliveryMessage } from '../../core/contracts/messages.ts';
import { parseJson } from '../../core/shared/json.ts';
import { type DeliverWebhook, deliverWebhook } from '../../core/webhook/deliver.ts';

/** One webhook attempt for each record. A record that fails is returned to the queue by itself. */
export async function deliverRecords(
  deps: DeliverWebhook,
  event: SQSEvent,
  context?: Context,
): Promise<SQSBatchResponse> {
  const processor = new BatchProcessor(EventType.SQS);
  const options = { throwOnFullBatchFailure: false, ...(context ? { context } : {}) };
  return processPartialResponse(event, (record: SQSRecord) => deliver(deps, record), processor, options);
}

async function deliver(deps: DeliverWebhook, record: SQSRecord): Promise<void> {
  const message = DeliveryMessage.safeParse(parseJson(record.body));
  if (message.success) return deliverWebhook(deps, message.data);
  deps.log.error('message dropped: its body is not one of ours', { message_id: record.messageId });
}
