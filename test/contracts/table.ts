import { beforeEach, describe, expect, it } from 'vitest';
import type { JobRow } from '../../core/contracts/job-row.ts';
import { RefusedForGoodError } from '../../core/shared/errors.ts';
import type { Add, JobIndex, ListedItem, Table, TableUpkeep, Update } from '../../core/shared/table.ts';
import { later, makeDelivery, makeJob, makeRegistration } from '../support/records.ts';

/** @param make an empty table */
export function defineTableContract(name: string, make: () => Promise<Table & TableUpkeep & JobIndex>): void {
  describe(`a table: ${name}`, () => {
    let table: Table & TableUpkeep & JobIndex;
    beforeEach(async () => {
      table = await make();
    });

    const put = (job: Partial<JobRow> = {}) => table.write({ kind: 'put', row: makeJob(job) });
    const update = (change: Partial<Update<JobRow>>) => table.write(makeUpdate(change));

    describe('what is added to', () => {
      const row = { job_id: 'usage#a#2026-03#0', kind: 'usage', tenant: 'a', period: '2026-03' } as const;
      const add = (amounts: Add['amounts']) => ({ kind: 'add' as const, row: { ...row, expires_at: 7 }, amounts });

      it('is made with the first, and has the sum of all', async () => {
        expect(await table.write(add({ completed: 1, audio_ms: 1500 }))).toBe(true);
        await Promise.all(Array.from({ length: 5 }, () => table.write(add({ completed: 1, micro_usd: 3 }))));
        const sums = { completed: 6, audio_ms: 1500, micro_usd: 15, failed: 0, cancelled: 0 };
        expect(await table.get(row.job_id)).toEqual({ ...row, ...sums, expires_at: 7 });
      });

      it('stays as it was when another write of the transaction does not hold', async () => {
        await put();
        expect(
          await table.write(makeUpdate({ when: [{ attribute: 'status', is: 'absent' }] }), add({ failed: 1 })),
        ).toBe(false);
        expect(await table.get(row.job_id)).toBeUndefined();
        expect(await table.write(makeUpdate({}), add({ failed: 1 }))).toBe(true);
        expect(await table.get(row.job_id)).toMatchObject({ failed: 1 });
      });
    });

    it('gives back what was put, and nothing for what was not', async () => {
      const job = makeJob({
        client_metadata: { order: [1, 'två', null, { deep: true }] },
        warnings: [{ code: 'a', message: 'b' }],
      });
      await table.write({ kind: 'put', row: job });
      expect([await table.get('job-1'), await table.get('job-2')]).toEqual([job, undefined]);
    });

    it.each([
      ['of no bytes', ''],
      ['of more than 2,048 bytes', 'å'.repeat(1025)],
    ])('refuses to look for a key %s', async (_what, key) => {
      await expect(table.get(key)).rejects.toThrow();
      await expect(table.has(key)).rejects.toThrow();
      await expect(table.getMany(['job-1', key])).rejects.toThrow();
    });

    it('refuses to look for the jobs of a file without a key', async () => {
      await expect(table.jobsOf('')).rejects.toThrow();
    });

    it.each<[string, unknown]>([
      ['an integer beyond 2^53', 2 ** 60],
      ['a number that is too large', 1.5e130],
      ['a number that is too small', 1e-200],
      ['no number', Number.NaN],
      ['too many levels', JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`)],
    ])('refuses for good what it cannot hold: %s', async (_what, value) => {
      const client_metadata = { value } as JobRow['client_metadata'] & object;
      await expect(put({ client_metadata })).rejects.toBeInstanceOf(RefusedForGoodError);
      await put();
      await expect(update({ set: { client_metadata } })).rejects.toBeInstanceOf(RefusedForGoodError);
      const both = table.write(makeUpdate({ set: { client_metadata } }), {
        kind: 'put',
        row: makeJob({ job_id: 'job-2' }),
      });
      await expect(both).rejects.toBeInstanceOf(RefusedForGoodError);
      expect(await table.get('job-2')).toBeUndefined();
    });

    it('puts a row only where none is', async () => {
      expect([await put({ crashes: 1 }), await put({ crashes: 2 })]).toEqual([true, false]);
      expect(await table.get('job-1')).toMatchObject({ crashes: 1 });
    });

    it('leaves out what is undefined', async () => {
      await put({ tenant: undefined } as Partial<JobRow>);
      await update({ set: { instance_id: undefined, crashes: 3 } });
      const row = await table.get('job-1');
      expect(row).toMatchObject({ crashes: 3 });
      for (const attribute of ['tenant', 'instance_id']) expect(row).not.toHaveProperty(attribute);
    });

    it('sets, removes and appends in one update', async () => {
      const attempt = (milliseconds: number) => ({ at: '2026-03-01T12:00:00.000Z', milliseconds });
      await table.write({ kind: 'put', row: makeDelivery({ attempts: [attempt(1)] }) });
      const changed = await table.write({
        kind: 'update',
        key: makeDelivery().job_id,
        when: [],
        set: { status: 'failed' },
        append: { attempts: [attempt(2)] },
        remove: ['due_class', 'due_at', 'expires_at'],
      });
      expect(changed).toBe(true);
      const row = await table.get(makeDelivery().job_id);
      expect(row).toMatchObject({ status: 'failed', attempts: [attempt(1), attempt(2)] });
      expect(row).not.toHaveProperty('due_class');
    });

    it.each<[string, Update<JobRow>['when'], boolean]>([
      ['a value that is one of those', [{ attribute: 'status', is: 'one_of', values: ['failed', 'launching'] }], true],
      ['a number that is the one', [{ attribute: 'attempt', is: 'one_of', values: [0] }], true],
      ['a value that is another', [{ attribute: 'status', is: 'one_of', values: ['failed'] }], false],
      ['a value that is not there', [{ attribute: 'instance_id', is: 'one_of', values: ['i-1'] }], false],
      ['an attribute that is absent', [{ attribute: 'instance_id', is: 'absent' }], true],
      ['an attribute that is not absent', [{ attribute: 'status', is: 'absent' }], false],
      ['a time before', [{ attribute: 'created_at', is: 'before', value: '2026-03-01T12:00:00.001Z' }], true],
      ['the very time', [{ attribute: 'created_at', is: 'before', value: '2026-03-01T12:00:00.000Z' }], false],
      ['a time that is absent', [{ attribute: 'lease_until', is: 'before', value: '2026-03-01T12:00:00.000Z' }], false],
      [
        'two that hold',
        [
          { attribute: 'attempt', is: 'one_of', values: [0] },
          { attribute: 'crashes', is: 'one_of', values: [0] },
        ],
        true,
      ],
      [
        'two of which one holds',
        [
          { attribute: 'attempt', is: 'one_of', values: [0] },
          { attribute: 'crashes', is: 'one_of', values: [9] },
        ],
        false,
      ],
    ])('updates on the condition of %s', async (_what, when, written) => {
      await put();
      expect(await update({ when, set: { crashes: 7 } })).toBe(written);
      expect(await table.get('job-1')).toMatchObject({ crashes: written ? 7 : 0 });
    });

    it('updates no row that is not there', async () => {
      expect(await update({ set: { crashes: 7 } })).toBe(false);
      expect(await table.get('job-1')).toBeUndefined();
    });

    it('writes all or nothing', async () => {
      await put();
      const both = (key: string) =>
        table.write({ kind: 'put', row: makeJob({ job_id: 'job-2' }) }, makeUpdate({ key, set: { crashes: 7 } }));
      expect(await both('job-3')).toBe(false);
      expect(await table.get('job-2')).toBeUndefined();
      expect(await both('job-1')).toBe(true);
      expect(await table.getMany(['job-1', 'job-2'])).toHaveLength(2);
      expect(await table.get('job-1')).toMatchObject({ crashes: 7 });
    });

    it('takes no transaction that names a row twice', async () => {
      await put();
      const update = makeUpdate({ set: { crashes: 7 } });
      await expect(table.write(update, update)).rejects.toThrow();
    });

    it('lets one of many win who write at once', async () => {
      await put();
      const claim = (n: number) =>
        update({ when: [{ attribute: 'attempt', is: 'one_of', values: [0] }], set: { attempt: n + 1 } });
      const won = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(n)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await table.get('job-1')).toMatchObject({ attempt: won.indexOf(true) + 1 });
    });

    it('lets one of many transactions win', async () => {
      await put();
      const first = makeUpdate({ when: [{ attribute: 'attempt', is: 'one_of', values: [0] }], set: { attempt: 1 } });
      const finish = (n: number) => table.write(first, { kind: 'put', row: makeDelivery({ job_id: `delivery#${n}` }) });
      const won = await Promise.all(Array.from({ length: 5 }, (_, n) => finish(n)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await table.getMany([0, 1, 2, 3, 4].map((n) => `delivery#${n}`))).toHaveLength(1);
    });

    it('reads many, leaving out those that are not there', async () => {
      await Promise.all(Array.from({ length: 101 }, (_, n) => put({ job_id: `job-${n}` })));
      const rows = await table.getMany(Array.from({ length: 110 }, (_, n) => `job-${n}`));
      expect(new Set(rows.map((row) => row.job_id)).size).toBe(101);
      expect(await table.getMany([])).toEqual([]);
    });

    it('tells what of a class is due, earliest first', async () => {
      const due = (n: number, due_class: 'waiting' | 'running') =>
        put({ job_id: `job-${n}`, due_class, due_at: `2026-03-01T12:00:0${n}.000Z`, instance_id: `i-${n}` });
      await Promise.all([
        due(3, 'waiting'),
        due(1, 'waiting'),
        due(2, 'running'),
        due(4, 'waiting'),
        put({ job_id: 'job-9' }),
      ]);
      const idsDue = async (options: { until?: string; limit: number }) =>
        (await table.due('waiting', options)).map((item) => item.job_id);
      expect(await idsDue({ limit: 9 })).toEqual(['job-1', 'job-3', 'job-4']);
      expect(await idsDue({ limit: 2 })).toEqual(['job-1', 'job-3']);
      expect(await idsDue({ limit: 9, until: '2026-03-01T12:00:03.000Z' })).toEqual(['job-1', 'job-3']);
      expect(await table.due('running', { limit: 9 })).toEqual([
        { job_id: 'job-2', due_class: 'running', due_at: '2026-03-01T12:00:02.000Z', instance_id: 'i-2' },
      ]);
    });

    it('removes a row, and is content when there is none', async () => {
      await put();
      await table.remove('job-1');
      await table.remove('job-1');
      expect(await table.get('job-1')).toBeUndefined();
      expect(await table.jobsUnder('transcription_upload/')).toEqual([]);
      expect(await put()).toBe(true);
    });

    it('puts a row in place of another, and where there is none', async () => {
      const purged = (job_id: string) => ({
        job_id,
        kind: 'purged' as const,
        removed_at: '2026-03-01T12:00:00.000Z',
        expires_at: 9,
      });
      await put();
      for (const key of ['job-1', 'job-2']) await table.replace(purged(key));
      expect(await table.getMany(['job-1', 'job-2'])).toEqual([purged('job-1'), purged('job-2')]);
      expect(await put()).toBe(false);
      expect(await table.jobsUnder('transcription_upload/')).toEqual([]);
    });

    it('finds jobs by the beginning of their upload’s key', async () => {
      const keys = ['up/a/1.mp3', 'up/a/åäö/2.mp3', 'up/ab/3.mp3', 'up/a'];
      await Promise.all(keys.map((s3_key) => put({ job_id: s3_key, s3_key })));
      await table.write({ kind: 'put', row: makeDelivery() });
      expect((await table.jobsUnder('up/a/')).sort()).toEqual(keys.slice(0, 2));
      expect(await table.jobsUnder('up/b')).toEqual([]);
    });

    it('goes on after the last item of a page, among items due at the same moment too', async () => {
      const due_at = (n: number) => `2026-03-01T12:00:0${n < 4 ? 0 : n}.000Z`;
      await Promise.all(
        [0, 1, 2, 3, 4, 5, 6].map((n) => put({ job_id: `job-${n}`, due_class: 'waiting', due_at: due_at(n) })),
      );
      const seen: string[] = [];
      let page = await table.due('waiting', { limit: 2 });
      while (page.length > 0) {
        seen.push(...page.map((item) => item.job_id));
        const after = page.at(-1);
        page = await table.due('waiting', { limit: 2, until: due_at(5), ...(after && { after }) });
      }
      expect(seen.sort()).toEqual(['job-0', 'job-1', 'job-2', 'job-3', 'job-4', 'job-5']);
    });

    it('goes on from a time, though no item stands at it', async () => {
      const due_at = (n: number) => `2026-03-01T12:00:0${n}.000Z`;
      await Promise.all([1, 3, 5].map((n) => put({ job_id: `job-${n}`, due_class: 'waiting', due_at: due_at(n) })));
      const after = { job_id: 'job-', due_class: 'waiting', due_at: due_at(2) } as const;
      expect((await table.due('waiting', { after, limit: 9 })).map((item) => item.job_id)).toEqual(['job-3', 'job-5']);
    });

    const listed_at = (second: number) => `2026-03-01T12:00:0${second}.000Z`;
    const putListed = (second: number, owner = 'tenant-1', job_id = `job-${second}`) =>
      put({ job_id, owner, tenant: owner, listed_at: listed_at(second) });

    it('lists the jobs of an owner, the newest first, between two times', async () => {
      await Promise.all([putListed(1), putListed(3), putListed(2), putListed(4), putListed(5, 'tenant-2'), put()]);
      const ids = async (options: Parameters<JobIndex['listed']>[1]) =>
        (await table.listed('tenant-1', options)).map((item) => item.job_id);
      expect(await ids({ limit: 9 })).toEqual(['job-4', 'job-3', 'job-2', 'job-1']);
      expect(await ids({ limit: 2 })).toEqual(['job-4', 'job-3']);
      expect(await ids({ from: listed_at(2), until: listed_at(3), limit: 9 })).toEqual(['job-3', 'job-2']);
      expect(await table.listed('tenant-3', { limit: 9 })).toEqual([]);
      expect(await table.listed('tenant-2', { limit: 9 })).toEqual([
        { job_id: 'job-5', owner: 'tenant-2', listed_at: listed_at(5) },
      ]);
    });

    it('goes on in the list, over jobs of one moment, and after one that is there no more', async () => {
      const made = ['a', 'b', 'c', 'd', 'e'].map((job_id, place) => putListed(place < 3 ? 1 : 2, 'tenant-1', job_id));
      await Promise.all(made);
      const seen: ListedItem[] = [];
      let page = await table.listed('tenant-1', { limit: 2 });
      while (page.length > 0) {
        seen.push(...page);
        const after = page.at(-1);
        if (after) await table.remove(after.job_id);
        page = await table.listed('tenant-1', { limit: 2, from: listed_at(1), ...(after && { after }) });
      }
      expect(seen.map((item) => item.job_id).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('finds the jobs of one file', async () => {
      await Promise.all(
        [1, 2, 3].map((number) => put({ job_id: `job-${number}`, s3_key: number < 3 ? 'a/b' : 'a/b2' })),
      );
      expect((await table.jobsOf('a/b')).sort()).toEqual(['job-1', 'job-2']);
      expect(await table.jobsOf('a/')).toEqual([]);
    });

    it('finds the jobs that are somebody’s and in no list', async () => {
      await Promise.all([putListed(1), put({ job_id: 'old', tenant: 'tenant-1' }), put({ job_id: 'nobodys' })]);
      expect(await table.unlistedJobs()).toEqual(['old']);
    });

    it('finds the registrations that have no end', async () => {
      const endless = makeRegistration({ job_id: 'registration#old', callback_id: 'old', valid_until: undefined });
      const ends = makeRegistration({
        job_id: 'registration#new',
        callback_id: 'new',
        valid_until: later(9).toISOString(),
      });
      for (const row of [endless, ends]) await table.write({ kind: 'put', row });
      expect(await table.endlessRegistrations()).toEqual(['registration#old']);
    });

    it('finds the deliveries that failed since a time', async () => {
      const delivery = (webhook_id: string, status: 'failed' | 'pending', updated_at: string) =>
        makeDelivery({ job_id: `delivery#${webhook_id}`, webhook_id, status, updated_at });
      const rows = [
        delivery('before', 'failed', '2026-03-01T11:59:59.999Z'),
        delivery('then', 'failed', '2026-03-01T12:00:00.000Z'),
        delivery('pending', 'pending', '2026-03-01T13:00:00.000Z'),
        makeJob({ status: 'failed', updated_at: '2026-03-01T13:00:00.000Z' }),
      ];
      for (const row of rows) await table.write({ kind: 'put', row });
      expect(await table.failedDeliveries('2026-03-01T12:00:00.000Z')).toEqual(['then']);
    });

    it('forgets what is no longer due', async () => {
      await put({ due_class: 'waiting', due_at: '2026-03-01T12:00:00.000Z' });
      await update({ remove: ['due_class', 'due_at'], set: { crashes: 1 } });
      expect(await table.due('waiting', { limit: 9 })).toEqual([]);
    });
  });
}

function makeUpdate(change: Partial<Update<JobRow>>): Update<JobRow> {
  return { kind: 'update', key: 'job-1', when: [], set: {}, ...change };
}
