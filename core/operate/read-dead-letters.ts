/** What the messages are about that the queues `jobs` and `deliveries` set aside, and whether they are still needed. */
import { DeliveryMessage, JobMessage } from '../contracts/messages.ts';
import { deliveryKey } from '../contracts/rows.ts';
import { aboutMessage, type MessageAbout } from '../job/message.ts';
import { parseJson } from '../shared/json.ts';
import type { Table } from '../shared/table.ts';
import type { DeadLetterFate, ReadDeadLetter } from './redrive.ts';

const SHOWN_CHARACTERS = 100;

const UNREADABLE_ROW = {
  fate: 'stay',
  because: 'its row cannot be read; is it of a newer version of this service than this command?',
} as const;

/** A message of a job that is over would wait for a worker that nobody launches for it. */
export function readJobDeadLetter(table: Pick<Table, 'get' | 'has'>): ReadDeadLetter {
  return async (body) => {
    const message = JobMessage.safeParse(parseJson(body));
    if (!message.success) return unreadable(body);
    const about = `job ${message.data.job_id}`;
    return { about, ...fateOf(await aboutMessage(table, message.data)) };
  };
}

function fateOf(about: MessageAbout): Omit<DeadLetterFate, 'about'> {
  switch (about.kind) {
    case 'unreadable':
      return UNREADABLE_ROW;
    case 'unknown':
      return { fate: 'drop', because: 'the table has no such job' };
    case 'ended':
      return { fate: 'drop', because: `the job is ${about.job.status}` };
    case 'outdated':
      return { fate: 'drop', because: 'a newer message stands for the job' };
    case 'current':
      return { fate: 'back' };
  }
}

export function readDeliveryDeadLetter(table: Pick<Table, 'get' | 'has'>): ReadDeadLetter {
  return async (body) => {
    const message = DeliveryMessage.safeParse(parseJson(body));
    if (!message.success) return unreadable(body);
    const about = `delivery ${message.data.delivery_id}`;
    const key = deliveryKey(message.data.delivery_id);
    const row = await table.get(key);
    if (!row && (await table.has(key))) return { about, ...UNREADABLE_ROW };
    if (row?.kind !== 'delivery') return { about, fate: 'drop', because: 'the table has no such delivery' };
    return row.status === 'pending' ? { about, fate: 'back' } : { about, fate: 'drop', because: `it is ${row.status}` };
  };
}

export function unreadable(body: string): DeadLetterFate {
  const start = body.slice(0, SHOWN_CHARACTERS);
  return { about: start, fate: 'stay', because: 'it is no message of this queue, and would only come again' };
}
