import { describe, expect, it } from 'vitest';
import { INTERNET, webhookTransport } from '../../../adapters/http/webhook-transport.ts';
import { deliveryKey } from '../../../core/contracts/rows.ts';
import { runJob } from '../../../core/worker/run.ts';
import { HOSTILE_RECEIVERS, receive } from '../../support/hostile-receivers.ts';
import {
  circumstances,
  type Everything,
  givenQueuedJob,
  makeWorld,
  type World,
  workerOn,
} from '../../support/world.ts';

const RULES = { allow_loopback_http: true, ports: [443] };

describe('a worker comes to the end of a job whose receiver sends', () => {
  it.each(HOSTILE_RECEIVERS)('$name', async ({ is, leaves }) => {
    const world = makeWorld();
    const { job_id, callback_id } = await givenQueuedJob(world);
    const transport = webhookTransport(RULES, { ...INTERNET, timeout_ms: 300 });
    const set = { callback_url: `http://127.0.0.1:${await receive(is)}/hook` };
    await world.table.write({ kind: 'update', key: `registration#${callback_id}`, when: [], set });
    const run = await workOn(world, { ...workerOn(world), transport });
    // In real time, as sockets are
    await run?.finish();
    const row = await world.table.get(deliveryKey(`msg_${job_id}_completed`));
    const attempts = row?.kind === 'delivery' ? row.attempts : [];
    expect(attempts.map(({ http_status, error_code }) => http_status ?? error_code)).toEqual([leaves]);
    expect(world.jobs.bodies()).toEqual([]);
  });
});

async function workOn(world: World, deps: Everything) {
  const message = await world.jobs.receive({ wait_seconds: 0 });
  return message && world.clock.until(runJob(deps, message, circumstances(deps)));
}
