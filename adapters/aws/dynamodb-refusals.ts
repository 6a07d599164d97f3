/** Tells a condition that did not hold from a collision of two writers, which DynamoDB refuses too and which is retried. */

import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** A collision lasts as long as the other write: milliseconds. */
const CONFLICT_TRIES = 6;
const CONFLICT_PAUSE_MS = 40;

export function isRefusal(error: unknown): boolean {
  if (error instanceof ConditionalCheckFailedException) return true;
  return error instanceof TransactionCanceledException && reasons(error).includes('ConditionalCheckFailed');
}

/** What of a change is refused by its condition is false; anything else is thrown. */
export async function unlessRefused(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

/** Repeats a write that met another one on the same item; the SDK does not retry these by itself. */
export async function retryConflicts(write: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || tries === CONFLICT_TRIES) throw error;
      await sleep(CONFLICT_PAUSE_MS * tries * (1 + Math.random()));
    }
  }
}

function isConflict(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return reasons(error).includes('TransactionConflict') && !isRefusal(error);
  }
  return error instanceof Error && error.name === 'TransactionConflictException';
}

/** DynamoDB's word for values that it holds in no item: numbers beyond 38 digits, nesting beyond 32 levels, 400 KB. */
const UNSTORABLE = ['ValidationException', 'SerializationException'];

/**
 * Whether a write can never succeed as it is. What the SDK cannot put into words of DynamoDB, such as integers above
 * 2^53, it says before anything is sent, in an error without a name or number of its own.
 */
export function isForGood(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) return reasons(error).includes('ValidationError');
  if (!(error instanceof Error)) return false;
  const wasSent = '$metadata' in error || 'code' in error;
  return UNSTORABLE.includes(error.name) || (!wasSent && ['Error', 'TypeError', 'RangeError'].includes(error.name));
}

function reasons(error: TransactionCanceledException): (string | undefined)[] {
  return (error.CancellationReasons ?? []).map((reason) => reason.Code);
}
