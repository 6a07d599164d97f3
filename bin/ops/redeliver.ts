import * as z from 'zod';
import { findWebhooks } from '../../core/webhook/find-webhooks.ts';
import { type Redelivery, redeliverWebhook } from '../../core/webhook/redeliver.ts';
import { commandLine, examples, readBy } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { columns } from './layout.ts';
import { servicesOf } from './services.ts';

export const RedeliverReport = z.object({
  webhooks: z.array(
    z.object({
      id: z.string(),
      redeliver: z.boolean(),
      /** What it was before: `pending`, `delivered`, `failed`. */
      status: z.string().nullable(),
      attempts: z.int(),
      because: z.string(),
    }),
  ),
});
type Line = z.infer<typeof RedeliverReport>['webhooks'][number];

const ABOUT = `Sends webhooks again, whatever became of them: the same webhook-id and body, due now, with the whole schedule before
them. A registration that was stopped, by a 410 or by days of failures, is sent to again.`;

const SPAN = /^(\d+)(min|h|d)$/;
const SPAN_SECONDS = { min: 60, h: 3600, d: 86_400 } as const;

const Since = z.union([z.iso.datetime(), z.string().regex(SPAN)], {
  error: 'Expected a time such as 2026-03-01T12:00:00Z, or a span such as 24h.',
});

const REFUSALS: Record<Extract<Redelivery, { kind: 'refused' }>['reason'], string> = {
  unknown: 'there is no such webhook, or its job has no callback',
  registration_missing: 'its registration is gone',
  body_missing: 'its body is gone: the time it is kept is over (retention.deliveryDays)',
  changed_meanwhile: 'it changed at this very moment',
};

export const redeliver = () =>
  commandLine('redeliver', ABOUT)
    .summary('send webhooks again')
    .argument('[ids...]', 'of jobs or webhooks')
    .option(
      '--failed-since <time>',
      'every webhook that was given up since then: 2026-03-01T12:00:00Z, or 24h, 7d. Reads the whole table',
      readBy(Since),
    )
    .addHelpText(
      'after',
      examples(
        'npm run ops -- redeliver JOB_ID --stage production --yes',
        'npm run ops -- redeliver --failed-since 24h --stage production',
      ),
    )
    .action((ids, { failedSince }, command) => {
      if ((failedSince === undefined) === (ids.length === 0)) {
        command.error('error: expected ids, or --failed-since and no ids');
      }
      return carryOut(command, (call) => redeliverAll(call, ids, failedSince));
    });

async function redeliverAll({ target, apply }: Call, given: readonly string[], since?: string): Promise<Outcome> {
  const services = await servicesOf(target);
  const ids = since === undefined ? given : await services.table.failedDeliveries(timeOf(since, services.clock.now()));
  const webhooks: Line[] = [];
  for (const id of ids) {
    const found = await findWebhooks(services.table, id);
    for (const webhook of found.length > 0 ? found : [id]) {
      webhooks.push(lineOf(webhook, await redeliverWebhook(services, webhook, { dry_run: !apply })));
    }
  }
  const report = { webhooks } satisfies z.infer<typeof RedeliverReport>;
  const ok = webhooks.every((line) => line.redeliver);
  const changes = webhooks.some((line) => line.redeliver);
  return { report, text: textOf(webhooks, apply), ok, changes };
}

function timeOf(since: string, now: Date): string {
  const [, number, unit] = SPAN.exec(since) ?? [];
  if (number === undefined) return new Date(since).toISOString();
  return new Date(
    now.getTime() - Number(number) * SPAN_SECONDS[unit as keyof typeof SPAN_SECONDS] * 1000,
  ).toISOString();
}

function lineOf(id: string, redelivery: Redelivery): Line {
  if (redelivery.kind === 'refused') {
    return { id, redeliver: false, status: null, attempts: 0, because: REFUSALS[redelivery.reason] };
  }
  const { status, attempts, failure } = redelivery.delivery;
  const last = attempts.at(-1);
  const why = failure?.message ?? (last?.http_status ? `last answer: ${last.http_status}` : (last?.error ?? ''));
  const because = redelivery.enabled ? `${why}; its registration is sent to again` : why;
  return { id, redeliver: true, status, attempts: attempts.length, because };
}

function textOf(webhooks: readonly Line[], applied: boolean): string {
  if (webhooks.length === 0) return 'no webhook was given up since then';
  const done = applied ? 'sent again' : 'would be sent again';
  const rows = webhooks.map((line) => [
    line.id,
    line.status,
    line.attempts,
    line.redeliver ? done : 'REFUSED',
    line.because,
  ]);
  return columns(['WEBHOOK', 'STATUS', 'ATTEMPTS', '', 'WHY'], rows);
}
