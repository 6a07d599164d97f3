import * as z from 'zod';
import { readDeliveryDeadLetter, readJobDeadLetter, unreadable } from '../../core/operate/read-dead-letters.ts';
import {
  type DeadLetter,
  type DeadLetterFate,
  peekDeadLetters,
  redriveDeadLetters,
} from '../../core/operate/redrive.ts';
import { parseJson } from '../../core/shared/json.ts';
import { uploadsIn } from '../../lambdas/process-upload/s3-event.ts';
import { type Command, SHARED_USAGE } from './command.ts';
import { columns, count } from './layout.ts';
import { EXIT, OperatorError } from './operator-error.ts';
import { deadLettersIn, servicesOf } from './services.ts';
import { QUEUE_NAMES, type QueueName } from './target.ts';

export const RedriveReport = z.object({
  messages: z.array(
    z.object({
      queue: z.enum(['uploads', 'jobs', 'deliveries']),
      about: z.string(),
      fate: z.enum(['back', 'drop', 'stay']),
      because: z.string().optional(),
      body: z.string(),
    }),
  ),
});
type Line = DeadLetter & { queue: QueueName };

const USAGE = `Usage: npm run ops -- redrive [uploads] [jobs] [deliveries] [--limit N] [--stage NAME | --local] [--yes]

Sends the messages that the queues set aside back to them (default: of all three), each one received, sent, then deleted.
A message of a job or delivery that is over is dropped. What is no message of its queue stays: it would only come again.
Find out first why they were set aside: docs/runbook.md.

  --limit N            of each queue, about that many (default: 1000)
${SHARED_USAGE}`;

const Values = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d*$/, 'expected a number, such as 1000')
    .default('1000')
    .transform(Number),
});

export const redrive: Command<z.infer<typeof Values>> = {
  summary: 'send dead letters back to their queues',
  usage: USAGE,
  options: { limit: { type: 'string' } },
  values: Values,
  async run({ target, words, values, apply }) {
    const { table } = await servicesOf(target);
    const readers = {
      uploads: readUploadLetter,
      jobs: readJobDeadLetter(table),
      deliveries: readDeliveryDeadLetter(table),
    };
    const messages: Line[] = [];
    for (const queue of queuesOf(words)) {
      const deps = { letters: await deadLettersIn(target, queue), read: readers[queue] };
      const letters = await (apply ? redriveDeadLetters : peekDeadLetters)(deps, values.limit);
      messages.push(...letters.map((letter) => ({ queue, ...letter })));
    }
    const changes = messages.some(({ fate }) => fate !== 'stay');
    return { report: { messages } satisfies z.infer<typeof RedriveReport>, text: textOf(messages), ok: true, changes };
  },
};

function queuesOf(words: readonly string[]): readonly QueueName[] {
  const wrong = words.filter((word) => !QUEUE_NAMES.some((name) => name === word));
  if (wrong.length > 0) {
    throw new OperatorError(
      `no queue ${wrong.join(', ')}; there are ${QUEUE_NAMES.join(', ')}\n\n${USAGE}`,
      EXIT.usage,
    );
  }
  return words.length > 0 ? QUEUE_NAMES.filter((name) => words.includes(name)) : QUEUE_NAMES;
}

/** Whether each file already has its job, the Lambda finds out again. */
async function readUploadLetter(body: string): Promise<DeadLetterFate> {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  if (parseJson(body) === undefined) return unreadable(body);
  const uploads = uploadsIn({ body, messageId: '' }, silent);
  if (uploads.length === 0) return unreadable(body);
  return { about: uploads.map(({ upload }) => upload.s3_key).join(', '), fate: 'back' };
}

function textOf(messages: readonly Line[]): string {
  if (messages.length === 0) return 'no dead letters';
  const fates = { back: 'back to the queue', drop: 'dropped', stay: 'stays' } as const;
  const rows = messages.map(({ queue, about, fate, because }) => [queue, about, fates[fate], because ?? '']);
  const back = messages.filter(({ fate }) => fate === 'back').length;
  const sum = `${count(messages.length, 'dead letter')}, ${back} to go back`;
  return `${columns(['QUEUE', 'ABOUT', 'WHAT BECOMES OF IT', ''], rows)}\n\n${sum}`;
}
