/** The checks are checked: a service with one rule broken is run, and the check for that rule must say so. */
import { expect, it } from 'vitest';
import type { Table, Write } from '../../core/shared/table.ts';
import { withMethod } from '../support/with-method.ts';
import type { Everything } from '../support/world.ts';
import { OurService } from './designs/ours.ts';
import { defaultOptions } from './options.ts';
import { PRESETS, type Rates } from './rates.ts';
import { simulate } from './simulation.ts';
import { brokenIn } from './support.ts';

type Mutation = {
  rule: string;
  sees: string;
  /** What has to go wrong more often than in every run, so that few runs are needed. */
  rates?: Partial<Rates>;
  change: (service: Everything) => Partial<Everything>;
};

/** Of a worker that stands still for longer than its lease, another one does the job. */
const STANDING_STILL = { stall: 0.01 };

/** Some breaks need two things that go wrong together, which not every run of 500 has. */
const SEEDS = 12;

const MUTATIONS: Mutation[] = [
  {
    rule: 'neither state nor attempt is a fence',
    sees: 'statuses overwritten',
    rates: STANDING_STILL,
    change: ({ table }) => ({ table: without(table, 'status', 'attempt') }),
  },
  {
    rule: 'a result is written over the one that is there',
    sees: 'uploads with two results',
    rates: STANDING_STILL,
    change: ({ objects }) => {
      const put: Everything['objects']['put'] = (key, body, { content_type }) =>
        objects.put(key, body, { content_type });
      return { objects: withMethod(objects, 'put', put) };
    },
  },
  {
    rule: 'a message is deleted before its job is done, and nobody looks for waiting jobs',
    sees: 'jobs lost',
    change: ({ jobs, table }) => {
      const receive: Everything['jobs']['receive'] = async (options) => {
        const message = await jobs.receive(options);
        if (message) await jobs.delete(message.receipt);
        return message;
      };
      const due: Everything['table']['due'] = async (dueClass, options) =>
        dueClass === 'waiting' ? [] : table.due(dueClass, options);
      return { jobs: withMethod(jobs, 'receive', receive), table: withMethod(table, 'due', due) };
    },
  },
  {
    rule: 'a cancel is confirmed and never written',
    sees: 'cancels overruled',
    change: ({ table }) => {
      const isCancel = (write: Write) =>
        write.kind === 'update' && 'status' in write.set && write.set.status === 'cancelled';
      const write: Table['write'] = async (...writes) => writes.some(isCancel) || table.write(...writes);
      return { table: withMethod(table, 'write', write) };
    },
  },
  {
    rule: 'a webhook is tried once',
    sees: 'webhooks owed',
    change: ({ deliveries }) => ({ deliveries: withMethod(deliveries, 'send', async () => {}) }),
  },
  {
    rule: 'a change that was not made is counted all the same',
    sees: 'counters that are off',
    change: ({ table }) => {
      const write: Table['write'] = async (...writes) => {
        await table.write(...writes.filter(isCounting));
        return table.write(...writes.filter((write) => !isCounting(write)));
      };
      return { table: withMethod(table, 'write', write) };
    },
  },
  {
    rule: 'a worker waits for ever',
    sees: 'seconds a worker lived after the last job',
    change: () => ({ workerSettings: { idle_seconds: 5_000, jobs_per_worker: 0 } }),
  },
];

it.each(MUTATIONS)('sees that $rule', async ({ change, sees, rates }) => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= SEEDS && !seen.has(sees); seed += 1) {
    const options = {
      ...defaultOptions({ ...PRESETS['dense']!, ...rates }),
      jobs: 500,
      patience_hours: 24,
      seed: String(seed),
    };
    const report = await simulate(options, { make: (account) => new OurService(account, change) });
    for (const broken of brokenIn(report)) seen.add(broken);
  }
  expect([...seen]).toContain(sees);
});

const isCounting = (write: Write) => write.kind === 'add' && write.row.kind === 'counters';

/** The table, but conditions on some attributes are not looked at. */
function without<Of extends Table>(table: Of, ...attributes: string[]): Of {
  const kept = (write: Write): Write =>
    write.kind !== 'update'
      ? write
      : ({ ...write, when: write.when.filter(({ attribute }) => !attributes.includes(attribute)) } as Write);
  return withMethod(table, 'write', (...writes) => table.write(...writes.map(kept)));
}
