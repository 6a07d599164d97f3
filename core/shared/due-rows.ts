/** What is due, page by page, and how a step of `reconcile` goes through it: one bad row stops nothing but itself. */
import type { DueClass } from '../contracts/row-parts.ts';
import type { Row } from '../contracts/rows.ts';
import type { Clock, Log } from './ports.ts';
import type { DueItem, Table, Update } from './table.ts';
import { iso, plusSeconds } from './time.ts';

export type DueRows = { table: Table; clock: Clock; log: Log };
/**
 * One step of a run: until when it may begin new pages, how many items it could not deal with, and the jobs that it sent to
 * the queue, which the index may not show yet.
 */
export type Step = { until: Date; failures: number; queued: string[] };

type DueKind = 'job' | 'delivery' | 'removal';
type RowOf<Kind extends Row['kind']> = Extract<Row, { kind: Kind }>;

/** BatchGetItem reads as many. */
const PAGE = 100;
/** Where only some items of a page are wanted. */
const LOOKED_THROUGH = 1000;
/** Items of a page that are worked on side by side; a Lambda waits for the network most of the time. */
const AT_ONCE = 10;
/** A row that cannot be read is looked at again after this long, and holds up no other meanwhile. */
const UNREADABLE_ROW_SECONDS = 3600;

/**
 * The rows themselves, strongly consistent, of what the index says is due now.
 *
 * @param among which of them; without it all
 */
export async function* dueRows<Kind extends DueKind>(
  deps: DueRows,
  step: Step,
  dueClass: DueClass,
  kind: Kind,
  among?: (item: DueItem) => boolean,
): AsyncGenerator<RowOf<Kind>[]> {
  const now = iso(deps.clock.now());
  const isDue = isDueBy<Kind>(dueClass, kind, now);
  const limit = among ? LOOKED_THROUGH : PAGE;
  let page: DueItem[] = [];
  do {
    const after = page.at(-1);
    page = await deps.table.due(dueClass, { until: now, limit, ...(after && { after }) });
    const items = among ? page.filter(among) : page;
    const rows = await deps.table.getMany(items.map((item) => item.job_id));
    await putOffUnread(deps, items, rows);
    yield rows.filter(isDue);
  } while (page.length === limit && deps.clock.now() < step.until);
}

/** The first of them, where not all are worked on in one run. */
export async function dueNow<Kind extends DueKind>(
  deps: DueRows,
  dueClass: DueClass,
  kind: Kind,
  limit: number,
): Promise<RowOf<Kind>[]> {
  const now = iso(deps.clock.now());
  const items = await deps.table.due(dueClass, { until: now, limit });
  const rows = await deps.table.getMany(items.map((item) => item.job_id));
  await putOffUnread(deps, items, rows);
  return rows.filter(isDueBy<Kind>(dueClass, kind, now));
}

function isDueBy<Kind extends DueKind>(dueClass: DueClass, kind: Kind, now: string) {
  return (row: Row): row is RowOf<Kind> =>
    row.kind === kind && 'due_class' in row && row.due_class === dueClass && (row.due_at ?? now) <= now;
}

/**
 * Does something for each row. A row for which that fails is logged and counted, and comes again with the next run. Any
 * number of such rows stop no other: when something is down, it is the step's time that ends it.
 */
export async function forEachRow<One extends Row>(
  deps: DueRows,
  step: Step,
  rows: readonly One[],
  act: (row: One) => Promise<unknown>,
): Promise<void> {
  const attempt = (row: One) =>
    act(row).catch((error) => {
      step.failures += 1;
      deps.log.error('a row could not be dealt with', { row: row.job_id, error });
    });
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await Promise.all(rows.slice(from, from + AT_ONCE).map(attempt));
  }
}

/** Rows that were not read are gone, and then nothing is written, or are no rows of ours. */
async function putOffUnread(deps: DueRows, items: readonly DueItem[], rows: readonly Row[]): Promise<void> {
  const read = new Set(rows.map((row) => row.job_id));
  const unread = items.filter((item) => !read.has(item.job_id));
  await Promise.all(unread.map((item) => deps.table.write(postponeUnread(item, deps.clock.now()))));
}

type DueRow = Extract<Row, { kind: 'job' | 'delivery' | 'worker' }>;

function postponeUnread(item: DueItem, now: Date): Update<DueRow> {
  const when = [{ attribute: 'due_at', is: 'one_of', values: [item.due_at] }] as const;
  return { kind: 'update', key: item.job_id, when, set: { due_at: plusSeconds(now, UNREADABLE_ROW_SECONDS) } };
}
