import type { Operation } from '../../clients/typescript/index.ts';
import { amount, count, dollars, span } from '../shared/language.ts';
import { words } from './words.ts';

/** What the service is at, and what it came to. */
export function Numbers({ operation }: { operation: Operation }) {
  const text = words();
  const { jobs, queue_age_seconds, webhooks_pending, spent } = operation;
  const oldest = jobs.waiting > 0 ? text.longest(span(queue_age_seconds)) : text.nobodyWaits;
  return (
    <section class="numbers" aria-label={text.now}>
      <Figure value={count(jobs.running)} label={text.running} />
      <Figure value={count(jobs.waiting)} label={text.waiting} more={oldest} />
      {jobs.held > 0 && <Figure value={count(jobs.held)} label={text.held} />}
      <Figure value={dollars(spent.day.usd)} label={text.spentToday} more={spentOn(spent.day)} />
      <Figure value={dollars(spent.month.usd)} label={text.spentMonth} more={spentOn(spent.month)} />
      {webhooks_pending > 0 && <Figure value={count(webhooks_pending)} label={text.webhooks(webhooks_pending)} />}
    </section>
  );
}

const spentOn = ({ completed, audio_seconds }: Operation['spent']['day']) =>
  words().spentOn(count(completed), amount(audio_seconds));

function Figure({ value, label, more }: { value: string; label: string; more?: string }) {
  return (
    <p>
      <strong>{value}</strong>
      <span>{label}</span>
      {more && <small class="hint">{more}</small>}
    </p>
  );
}
