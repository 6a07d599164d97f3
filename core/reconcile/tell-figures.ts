/**
 * What the service did since it was told last, and what it is at, line by line: CloudWatch makes its numbers of these lines, for the
 * dashboard and the alarms. Where nothing is done nothing is told, so that a stage at rest has no metric to pay for.
 */
import { type Counter, type Counts, FIGURES_KEY, type FiguresRow } from '../contracts/counters-row.ts';
import { FailureCode } from '../contracts/job-row.ts';
import { type Present, presentOf } from '../fleet/present.ts';
import { countsByNow } from '../shared/counted.ts';
import { jobError } from '../shared/errors.ts';
import type { Clock, Log } from '../shared/ports.ts';
import type { Table, Write } from '../shared/table.ts';

/** The line that tells one. */
export const FIGURE = 'figure';

/** `of` says which of its kind, such as a code of a failure; `all` where there is one alone. */
export type Figure = { figure: string; of: string; value: number };

export async function tellFigures(deps: { table: Table; clock: Clock; log: Log }): Promise<void> {
  const there = now(await presentOf(deps)).filter(({ value }) => value > 0);
  for (const figure of [...there, ...(await newsOf(deps.table))]) deps.log.info(FIGURE, figure);
}

function now({ jobs, workers, webhooks_pending }: Present): Figure[] {
  const each = (figure: string, values: Record<string, number>) =>
    Object.entries(values).map(([of, value]) => ({ figure, of, value }));
  return [
    ...each('jobs', jobs),
    ...each('workers', workers),
    { figure: 'webhooks_pending', of: 'all', value: webhooks_pending },
  ];
}

/** Told once: who loses the row to another run leaves it to that one. What is lost with a run that dies just then, no counter loses. */
async function newsOf(table: Table): Promise<Figure[]> {
  const row = await table.get(FIGURES_KEY);
  const before = row?.kind === 'figures' ? row : undefined;
  const counts = await countsByNow(table);
  const news = difference(counts, before?.told ?? {});
  if (Object.keys(news).length === 0 || !(await table.write(noted(before, counts)))) return [];
  // An alarm compares the two: neither may be missing where the other is told.
  return [...figuresOf({ completed: 0, ...news }), { figure: 'faults', of: 'all', value: faultsIn(news) }];
}

function difference(counts: Counts, told: Record<string, number>): Counts {
  const news = Object.entries(counts).map(([name, value = 0]) => [name, value - (told[name] ?? 0)] as const);
  return Object.fromEntries(news.filter(([, value]) => value > 0));
}

function noted(before: FiguresRow | undefined, counts: Counts): Write {
  const told = counts as Record<string, number>;
  if (!before) return { kind: 'put', row: { job_id: FIGURES_KEY, kind: 'figures', version: 1, told } };
  const when = [{ attribute: 'version', is: 'one_of', values: [before.version] }] as const;
  return { kind: 'update', key: FIGURES_KEY, when, set: { version: before.version + 1, told } };
}

/** Buckets, single attempts and what each model did are for who reads the counters. */
const NOT_TOLD = ['work', 'turnaround', 'attempts', 'model'];
/** Counted in whole numbers of a smaller unit. */
const UNITS: Record<string, readonly [string, number]> = {
  audio_ms: ['audio_seconds', 1e3],
  work_ms: ['work_seconds', 1e3],
  turnaround_ms: ['turnaround_seconds', 1e3],
  micro_usd: ['usd', 1e6],
};

function figuresOf(news: Counts): Figure[] {
  return (Object.entries(news) as [Counter, number][]).flatMap(([name, value]) => {
    const [kind = '', of] = name.split(/:(.*)/s);
    const [figure, unit] = UNITS[kind] ?? [kind, 1];
    return NOT_TOLD.includes(kind) ? [] : [{ figure, of: of ?? 'all', value: value / unit }];
  });
}

/** Failures of ours, which another try may mend; the others are the file's. */
function faultsIn(news: Counts): number {
  const ours = FailureCode.options.filter((code) => jobError(code, '').retriable);
  return ours.reduce((sum, code) => sum + (news[`failed:${code}`] ?? 0), 0);
}
