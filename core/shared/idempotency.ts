/**
 * A request that a client may send again without its being done twice: the client names it (`Idempotency-Key`, as in the
 * IETF draft draft-ietf-httpapi-idempotency-key-header-07 and at Stripe), and gets the first answer again for a day.
 *
 * Who is at a request holds its row. A call that was refused or failed gives the row back, as it did nothing that should
 * not be tried again; one that died lets go of it after a minute.
 */
import { type IdempotencyRow, idempotencyKey } from '../contracts/rows.ts';
import { RequestProblem } from './errors.ts';
import type { Clock, Log } from './ports.ts';
import { badRequest } from './request.ts';
import type { Table, Update } from './table.ts';
import { DAY_SECONDS, epochSecondsIn, iso, plusSeconds } from './time.ts';

export type DoOnce = {
  table: Pick<Table, 'get' | 'write'>;
  clock: Clock;
  log: Log;
  hash: (text: string) => string;
};

export type NamedRequest = {
  tenant: string;
  /** The client's name for it. */
  name: string;
  /** All that makes it another request: method, path, body. */
  content: readonly string[];
};

/** Longer than any call of the API can last. */
const HELD_SECONDS = 60;
const NAME = /^[\x21-\x7e]{1,255}$/;
const NAME_EXPECTED =
  'the header Idempotency-Key is wrong; expected 1 to 255 printable ASCII characters without spaces';

/**
 * Does the request, or gives the answer that it got before.
 *
 * @param run does it
 * @param keep what of its answer is kept, as JSON; undefined for one that may not be
 * @returns what `run` gave, now or then
 * @throws RequestProblem 400 for a name that is none; 409 while the same request is being done, and for one that was done
 *   and whose answer was not kept; 422 when the name is that of another request
 */
export async function doOnce<Answer>(
  deps: DoOnce,
  request: NamedRequest,
  run: () => Promise<Answer>,
  keep: (answer: Answer) => Answer | undefined = (answer) => answer,
): Promise<{ answer: Answer; again: boolean }> {
  if (!NAME.test(request.name)) throw badRequest([{ pointer: '', message: NAME_EXPECTED }]);
  const mine = newRow(deps, request);
  const before = await take(deps, mine);
  if (before !== undefined) return { answer: JSON.parse(before), again: true };
  const answer = await run().catch(async (error) => {
    await note(deps, givenBack(mine));
    throw error;
  });
  await note(deps, answered(mine, JSON.stringify(keep(answer))));
  return { answer, again: false };
}

/** What was done is done, and what was refused is refused, whatever becomes of the row. */
async function note({ table, log }: DoOnce, write: Update<IdempotencyRow>): Promise<void> {
  await table
    .write(write)
    .catch((error) => log.warn('an idempotency key stays taken for a minute, and then is as good as new', { error }));
}

/** @returns the answer of then; undefined when the request is this call's to do */
async function take(deps: DoOnce, mine: IdempotencyRow): Promise<string | undefined> {
  if (await deps.table.write({ kind: 'put', row: mine })) return undefined;
  const row = await deps.table.get(mine.job_id);
  if (row?.kind !== 'idempotency') throw running();
  if (isFree(row, deps.clock.now())) {
    if (await deps.table.write(taken(row, mine))) return undefined;
    throw running();
  }
  if (row.request !== mine.request) throw another();
  if (row.state === 'running') throw running();
  if (row.answer === undefined) throw shownOnce();
  return row.answer;
}

function newRow({ clock, hash }: DoOnce, { tenant, name, content }: NamedRequest): IdempotencyRow {
  const now = clock.now();
  return {
    job_id: idempotencyKey(hash(JSON.stringify([tenant, name]))),
    kind: 'idempotency',
    state: 'running',
    request: hash(JSON.stringify(content)),
    begun_at: iso(now),
    expires_at: epochSecondsIn(now, DAY_SECONDS),
  };
}

/** DynamoDB removes what has expired within days only. */
function isFree({ state, begun_at, expires_at }: IdempotencyRow, now: Date): boolean {
  if (state === 'free' || expires_at <= epochSecondsIn(now, 0)) return true;
  return state === 'running' && begun_at < plusSeconds(now, -HELD_SECONDS);
}

function taken(row: IdempotencyRow, { request, begun_at, expires_at }: IdempotencyRow): Update<IdempotencyRow> {
  const set = { state: 'running', request, begun_at, expires_at } as const;
  return { kind: 'update', key: row.job_id, when: [stateIs(row.state), begunAt(row)], set, remove: ['answer'] };
}

function answered(row: IdempotencyRow, answer: string | undefined): Update<IdempotencyRow> {
  return { kind: 'update', key: row.job_id, when: mine(row), set: { state: 'answered', answer } };
}

function givenBack(row: IdempotencyRow): Update<IdempotencyRow> {
  return { kind: 'update', key: row.job_id, when: mine(row), set: { state: 'free' } };
}

/** Whoever was held up for a minute may have lost it to another. */
const mine = (row: IdempotencyRow) => [stateIs('running'), begunAt(row)];
const stateIs = (state: IdempotencyRow['state']) => ({ attribute: 'state', is: 'one_of', values: [state] }) as const;
const begunAt = ({ begun_at }: IdempotencyRow) =>
  ({ attribute: 'begun_at', is: 'one_of', values: [begun_at] }) as const;

function running(): RequestProblem {
  const detail = 'a request with this Idempotency-Key is being done; send it again in a second for its answer';
  return new RequestProblem({ status: 409, code: 'request_running', detail, headers: { 'retry-after': '1' } });
}

function shownOnce(): RequestProblem {
  const detail =
    'the request with this Idempotency-Key was done, and its answer is kept nowhere as it held a secret; if it was lost, disable what was made and ask anew';
  return new RequestProblem({ status: 409, code: 'answer_not_kept', detail });
}

function another(): RequestProblem {
  const detail = 'this Idempotency-Key was sent with another request within a day; give each request a key of its own';
  return new RequestProblem({ status: 422, code: 'idempotency_key_reused', detail });
}
