/**
 * Where a list goes on, in a form that clients hand back as they got it: signed, so that nothing reaches DynamoDB as a key that
 * the service did not write, and for one tenant and its filters, with which alone the next page makes sense.
 */
import * as z from 'zod';
import { CURSOR_KEY } from '../contracts/rows.ts';
import { parseJson } from '../shared/json.ts';
import type { Clock, Mac } from '../shared/ports.ts';
import { badRequest } from '../shared/request.ts';
import type { ListedItem, Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';

export type SignCursors = {
  table: Pick<Table, 'get' | 'write'>;
  clock: Clock;
  mac: Mac;
  /** 256 random bits. */
  newSecret: () => string;
};

/** Whose list it is, and of what; in one form however the client wrote it. */
export type CursorScope = { owner: string; filters: Readonly<Record<string, string | undefined>> };

type Place = Pick<ListedItem, 'job_id' | 'listed_at'>;
const PlaceText = z.tuple([z.string(), z.string()]);

export async function cursorAt(deps: SignCursors, scope: CursorScope, { listed_at, job_id }: Place): Promise<string> {
  const place = JSON.stringify([listed_at, job_id]);
  return `${encoded(place)}.${deps.mac.of(await cursorKey(deps), signedText(scope, place))}`;
}

/** @throws RequestProblem 400 for what is no cursor of this list */
export async function placeOf(deps: SignCursors, scope: CursorScope, cursor: string): Promise<ListedItem> {
  const [text = '', signature = ''] = cursor.split('.');
  const place = decoded(text);
  const parsed = PlaceText.safeParse(parseJson(place));
  if (!parsed.success || !deps.mac.matches(await cursorKey(deps), signedText(scope, place), signature)) throw notOurs();
  const [listed_at, job_id] = parsed.data;
  return { owner: scope.owner, listed_at, job_id };
}

function notOurs() {
  const message = 'is no cursor of this list: expected next_cursor of the page before, with the filters of that page';
  return badRequest([{ pointer: '/cursor', message }]);
}

function signedText({ owner, filters }: CursorScope, place: string): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return JSON.stringify([owner, given.sort(([one], [other]) => (one < other ? -1 : 1)), place]);
}

/** Two that make it at once agree on the one that came first. */
async function cursorKey(deps: SignCursors): Promise<string> {
  const known = await deps.table.get(CURSOR_KEY);
  if (known?.kind === 'cursor-key') return known.secret;
  const row = {
    job_id: CURSOR_KEY,
    kind: 'cursor-key',
    secret: deps.newSecret(),
    created_at: iso(deps.clock.now()),
  } as const;
  if (await deps.table.write({ kind: 'put', row })) return row.secret;
  const first = await deps.table.get(CURSOR_KEY);
  if (first?.kind === 'cursor-key') return first.secret;
  throw new Error(`the row ${CURSOR_KEY} is there and cannot be read; remove it, and cursors are signed anew`);
}

function encoded(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** Empty for what is no base64url of UTF-8. */
function decoded(text: string): string {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (one) => one.charCodeAt(0)));
  } catch {
    return '';
  }
}
