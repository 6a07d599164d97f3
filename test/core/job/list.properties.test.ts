/** Pages of a list while jobs are made, changed and removed: what is there all the while comes once, and nothing comes twice. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { JobsQuery } from '../../../core/contracts/job-requests.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { listJobs } from '../../../core/job/list.ts';
import { later, makeJob } from '../../support/records.ts';
import { makeWorld, type World } from '../../support/world.ts';

type Made = { second: number; status: JobRow['status']; owner: string; name: string };
type Step = { kind: 'make'; job: Made } | { kind: 'remove' | 'end'; at: number };

/** Few moments, so that many jobs are of one. */
const made = fc.record<Made>({
  second: fc.integer({ min: 0, max: 5 }),
  status: fc.constantFrom('launching', 'failed'),
  owner: fc.constantFrom('tenant-1', 'tenant-1', 'tenant-2'),
  name: fc.constantFrom('Talk.mp3', 'a talk.WAV', 'Årsmöte.mp3'),
});
const step = fc.oneof(
  made.map((job): Step => ({ kind: 'make', job })),
  fc.record({ kind: fc.constantFrom('remove' as const, 'end' as const), at: fc.nat() }),
);
/** What happens before each further page. */
const steps = fc.array(fc.array(step, { maxLength: 3 }), { maxLength: 8 });
const query = fc.record(
  {
    status: fc.constantFrom('launching' as const, 'failed' as const),
    created_after: fc.integer({ min: 0, max: 5 }).map((second) => later(second).toISOString()),
    file_name: fc.constantFrom('talk', 'MP3', 'å', 'none'),
    created_before: fc.integer({ min: 0, max: 6 }).map((second) => later(second).toISOString()),
  },
  { requiredKeys: [] },
);

it('shows every job that is there all the while once, and no other tenant’s', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { maxLength: 20 }),
      steps,
      query,
      fc.integer({ min: 1, max: 5 }),
      async (...given) => {
        const [first, changes, filters, limit] = given;
        const world = makeWorld();
        const jobs = new Jobs(world);
        for (const job of first) await jobs.make(job);
        const steady = new Set(jobs.ids('tenant-1'));
        const seen: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
          const asked = JobsQuery.parse({ ...filters, limit, ...(cursor === undefined ? {} : { cursor }) });
          const answer = await listJobs(world, 'tenant-1', asked);
          expect(answer.jobs.length).toBeLessThanOrEqual(limit);
          seen.push(...answer.jobs.map((job) => job.job_id));
          cursor = answer.next_cursor ?? undefined;
          for (const change of changes[page] ?? []) for (const id of await jobs.take(change)) steady.delete(id);
        }
        // Then nothing came twice, nothing of another's, and all that nobody touched
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter((id) => !id.startsWith('tenant-1'))).toEqual([]);
        const wanted = [...steady].filter((id) => jobs.meets(id, filters));
        expect(wanted.filter((id) => !seen.includes(id))).toEqual([]);
        expect(seen.filter((id) => steady.has(id) && !wanted.includes(id))).toEqual([]);
      },
    ),
    { seed: 20_261_128, numRuns: 400 },
  );
}, 60_000);

class Jobs {
  readonly #world: World;
  readonly #made = new Map<string, Made>();

  constructor(world: World) {
    this.#world = world;
  }

  ids(owner: string): string[] {
    return [...this.#made].flatMap(([id, job]) => (job.owner === owner ? [id] : []));
  }

  async make(job: Made): Promise<void> {
    const { owner, status, name } = job;
    const listed_at = later(job.second).toISOString();
    // In no order that their times have.
    const job_id = `${owner}-${(this.#made.size * 7) % 31}-${this.#made.size}`;
    const row = makeJob({
      job_id,
      owner,
      tenant: owner,
      status,
      listed_at,
      created_at: listed_at,
      s3_key: `up/${name}`,
    });
    await this.#world.table.write({ kind: 'put', row });
    this.#made.set(job_id, job);
  }

  /** @returns the jobs that it touches */
  async take(step: Step): Promise<string[]> {
    if (step.kind === 'make') {
      await this.make(step.job);
      return [];
    }
    const id = [...this.#made.keys()][step.at % Math.max(1, this.#made.size)];
    if (id === undefined) return [];
    if (step.kind === 'remove') this.#world.table.lose(id);
    else await this.#world.table.write({ kind: 'update', key: id, when: [], set: { status: 'failed' } });
    return [id];
  }

  meets(id: string, filters: Record<string, string>): boolean {
    const { status, file_name = '', created_after = '', created_before = '9' } = filters;
    const { second = 0, status: own, name = '' } = this.#made.get(id) ?? {};
    if (!name.toLowerCase().includes(file_name.toLowerCase())) return false;
    const at = later(second).toISOString();
    return (status === undefined || status === own) && at >= created_after && at < created_before;
  }
}
