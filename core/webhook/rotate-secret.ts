import { rotationRequest } from '../contracts/registration.ts';
import { type RegistrationRow, registrationKey } from '../contracts/rows.ts';
import type { Rotation } from '../contracts/webhook-answers.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Clock, Sealer } from '../shared/ports.ts';
import { parseRequest } from '../shared/request.ts';
import type { Table } from '../shared/table.ts';
import { rotateSecret } from './registration.ts';

export type RotateSecret = { table: Table; sealer: Pick<Sealer, 'seal'>; clock: Clock };

/**
 * Gives a registration a new secret. The old one signs beside it while the two overlap, so that a receiver can change
 * over without a moment in which a webhook cannot be verified.
 *
 * @param body the request's JSON, not yet checked
 * @throws RequestProblem 400 naming each bad field; 404 for a registration that is not there or another tenant's, without
 *   telling which; 409 when another rotation was made at the same moment
 */
export async function rotateCallbackSecret(
  deps: RotateSecret,
  callback: { callback_id: string; tenant: string },
  body: unknown,
): Promise<Rotation> {
  const { callback_secret, overlap_hours } = parseRequest(rotationRequest, body);
  const registration = await ownRegistration(deps.table, callback);
  const sealed = await deps.sealer.seal(callback_secret, registration.callback_id);
  const rotation = rotateSecret(registration, sealed, overlap_hours * 3600, deps.clock.now());
  if (!(await deps.table.write(rotation))) {
    const detail =
      'the secret was changed by another request at the same moment; look which one counts, then try again';
    throw new RequestProblem({ status: 409, code: 'conflict', detail });
  }
  const until = rotation.set['previous_secret_valid_until'];
  return {
    callback_id: registration.callback_id,
    previous_secret_valid_until: typeof until === 'string' ? until : null,
  };
}

async function ownRegistration(
  table: Table,
  { callback_id, tenant }: { callback_id: string; tenant: string },
): Promise<RegistrationRow> {
  const row = await table.get(registrationKey(callback_id));
  if (row?.kind === 'registration' && row.tenant === tenant) return row;
  throw new RequestProblem({ status: 404, code: 'not_found', detail: 'no callback of yours has this id' });
}
