import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { UploadAgain } from '../../core/contracts/messages.ts';
import type { UploadEvent } from '../../core/intake/inspect-upload.ts';
import { parseJson } from '../../core/shared/json.ts';
import { decodeEventKey } from '../../core/shared/object-keys.ts';
import type { Log } from '../../core/shared/ports.ts';
import { iso } from '../../core/shared/time.ts';

const S3Record = z.object({
  eventName: z.string().startsWith('ObjectCreated:'),
  eventTime: z.iso
    .datetime()
    .transform((time) => iso(new Date(time)))
    .optional()
    .catch(undefined),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().transform((key, context) => decoded(key, context)),
      size: z.int().nonnegative().optional(),
      versionId: z.string().optional(),
      sequencer: z.string().optional(),
      eTag: z.string().optional(),
    }),
  }),
});

const Notification = z.object({ Records: z.array(z.unknown()) });
/** Sent once when a notification is configured. */
const TestEvent = z.object({ Event: z.literal('s3:TestEvent') });

/** An upload of a message, and whether it was looked at before. */
export type Told = { upload: UploadEvent; again: boolean };

/** The uploads a message tells of. What is no event of an upload is logged and left out: trying again cannot help. */
export function uploadsIn(record: Pick<SQSRecord, 'body' | 'messageId'>, log: Log): Told[] {
  const body = parseJson(record.body);
  const again = UploadAgain.safeParse(body);
  if (again.success) return [{ upload: again.data.again as UploadEvent, again: true }];
  if (TestEvent.safeParse(body).success) {
    log.info('S3 said that the notification is set up', { message_id: record.messageId });
    return [];
  }
  const records = Notification.safeParse(body);
  if (records.success)
    return records.data.Records.flatMap((one) =>
      uploadOf(one, record, log).map((upload) => ({ upload, again: false })),
    );
  log.error('message dropped: it is not an S3 event', {
    message_id: record.messageId,
    body: record.body.slice(0, 500),
  });
  return [];
}

function uploadOf(one: unknown, { messageId }: Pick<SQSRecord, 'messageId'>, log: Log): UploadEvent[] {
  const parsed = S3Record.safeParse(one);
  if (!parsed.success) {
    log.error('record dropped: it tells of no upload', {
      message_id: messageId,
      record: one,
      issues: parsed.error.issues,
    });
    return [];
  }
  const { eventTime, s3 } = parsed.data;
  const { bucket, object } = s3;
  const upload_version = object.versionId ?? object.sequencer ?? object.eTag ?? '';
  const size = object.size === undefined ? {} : { size_bytes: object.size };
  const version = object.versionId ? { s3_version_id: object.versionId } : {};
  const time = eventTime ? { stored_at: eventTime } : {};
  return [{ bucket: bucket.name, s3_key: object.key, upload_version, ...size, ...version, ...time }];
}

function decoded(key: string, context: z.RefinementCtx): string {
  try {
    return decodeEventKey(key);
  } catch {
    context.addIssue({ code: 'custom', message: 'expected a percent-encoded key' });
    return z.NEVER;
  }
}
