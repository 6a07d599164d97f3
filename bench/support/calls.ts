/**
 * Calls of AWS services, counted by the local cloud itself: it can record them as CloudTrail does. What it does within
 * itself is not a call: SQS's delivery to a Lambda, or S3's event. EC2 answers elsewhere and is not recorded.
 */
import * as z from 'zod';
import { REGION } from '../../local/environment.ts';
import { LocalStackError } from '../../local/errors.ts';

const Events = z.object({
  Events: z.array(
    z.object({
      EventId: z.string(),
      EventName: z.string(),
      EventSource: z.string(),
      EventTime: z.number(),
      Resources: z.array(z.object({ ResourceName: z.string() })),
      CloudTrailEvent: z.string(),
    }),
  ),
});
export type RecordedCall = z.infer<typeof Events>['Events'][number];

/** The recorder's page size, and how many calls it keeps before it forgets the oldest. */
const PAGE = 50;
const KEPT = 10_000;

export async function recordCalls(endpoint: string, on: boolean): Promise<void> {
  const body = JSON.stringify({ 'cloudtrail._recording_enabled': on });
  await post(`${endpoint}/_ministack/config`, {}, body);
}

/**
 * All recorded calls, newest first.
 *
 * @throws LocalStackError when there are so many that the oldest may be missing
 */
export async function recordedCalls(endpoint: string): Promise<RecordedCall[]> {
  const calls = new Map<string, RecordedCall>();
  for (let before: number | undefined; ; ) {
    const page = await lookUp(endpoint, before);
    const known = calls.size;
    for (const call of page) calls.set(call.EventId, call);
    before = page.at(-1)?.EventTime;
    if (page.length < PAGE || calls.size === known) break;
  }
  if (calls.size < KEPT) return [...calls.values()];
  throw new LocalStackError(`the local cloud keeps ${KEPT} calls and some were lost; record a smaller burst`);
}

async function lookUp(endpoint: string, before: number | undefined): Promise<RecordedCall[]> {
  const body = JSON.stringify({ MaxResults: PAGE, ...(before !== undefined && { EndTime: before }) });
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
    // It reads account and region from here and checks nothing.
    authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/cloudtrail/aws4_request`,
  };
  return Events.parse(await post(`${endpoint}/`, headers, body)).Events;
}

async function post(url: string, headers: Record<string, string>, body: string): Promise<unknown> {
  const answer = await fetch(url, { method: 'POST', headers, body });
  if (answer.ok) return answer.json();
  throw new LocalStackError(`the local cloud refused ${url} with ${answer.status}: ${await answer.text()}`);
}
