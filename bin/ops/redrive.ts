import { Argument } from '@commander-js/extra-typings';
import * as z from 'zod';
import { JobQueued } from '../../core/contracts/messages.ts';
import { readDeliveryDeadLetter, readJobDeadLetter, unreadable } from '../../core/operate/read-dead-letters.ts';
import {
  type DeadLetter,
  type DeadLetterFate,
  peekDeadLetters,
  redriveDeadLetters,
} from '../../core/operate/redrive.ts';
import { parseJson } from '../../core/shared/json.ts';
import { uploadsIn } from '../../lambdas/process-upload/s3-event.ts';
import { commandLine, examples, PositiveWhole, readBy } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { columns, count } from './layout.ts';
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

const ABOUT = `Sends the messages that the queues set aside back to them, each one received, sent, then deleted. A message of a job
or delivery that is over is dropped. What is no message of its queue stays: it would only come again. Find out first why
they were set aside: docs/runbook.md.`;

export const redrive = () =>
  commandLine('redrive', ABOUT)
    .summary('send dead letters back to their queues')
    .addArgument(new Argument('[queues...]', 'default: all').choices(QUEUE_NAMES))
    .option('--limit <n>', 'of each queue, about that many', readBy(PositiveWhole), 1000)
    .addHelpText(
      'after',
      examples('npm run ops -- redrive --stage production', 'npm run ops -- redrive uploads --stage production --yes'),
    )
    .action((queues, { limit }, command) => carryOut(command, (call) => redriveQueues(call, queues, limit)));

async function redriveQueues({ target, apply }: Call, names: readonly QueueName[], limit: number): Promise<Outcome> {
  const { table } = await servicesOf(target);
  const readers = {
    uploads: readUploadLetter,
    jobs: readJobDeadLetter(table),
    deliveries: readDeliveryDeadLetter(table),
  };
  const messages: Line[] = [];
  for (const queue of QUEUE_NAMES.filter((name) => names.length === 0 || names.includes(name))) {
    for (const letters of await deadLettersIn(target, queue)) {
      const deps = { letters, read: readers[queue] };
      const found = await (apply ? redriveDeadLetters : peekDeadLetters)(deps, limit);
      messages.push(...found.map((letter) => ({ queue, ...letter })));
    }
  }
  const changes = messages.some(({ fate }) => fate !== 'stay');
  return { report: { messages } satisfies z.infer<typeof RedriveReport>, text: textOf(messages), ok: true, changes };
}

/** Whether each file already has its job, the Lambda finds out again. */
async function readUploadLetter(body: string): Promise<DeadLetterFate> {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const queued = JobQueued.safeParse(parseJson(body));
  if (queued.success)
    return { about: `job ${queued.data.queued}`, fate: 'drop', because: 'workers were launched since then' };
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
