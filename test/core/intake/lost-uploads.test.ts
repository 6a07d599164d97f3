import { describe, expect, it } from 'vitest';
import type { UploadSearchSettings } from '../../../core/contracts/settings.ts';
import { beginSearch, finishSearch, isInSearch, type Searching } from '../../../core/intake/lost-uploads.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import { later, NOW } from '../../support/records.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const SETTINGS: UploadSearchSettings = { every_seconds: HOUR, settle_seconds: 900, longest_upload_seconds: 3 * DAY };

describe('a search', () => {
  it('begins at once, then an hour after the one before began, never twice', async () => {
    const table = new MemoryTable();
    const first = [beginSearch(undefined, SETTINGS, NOW), beginSearch(undefined, SETTINGS, NOW)];
    expect(await Promise.all(first.map((begun) => begun && table.write(begun.write)))).toEqual([true, false]);
    await table.write(finishSearch(first[0]?.search as Searching, 0));
    const row = (await table.get('sweep')) as Searching;
    expect(beginSearch(row, SETTINGS, later(HOUR - 1))).toBeUndefined();
    expect(beginSearch(row, SETTINGS, later(HOUR))?.search).toMatchObject({ completed_from: NOW.toISOString() });
  });

  it('that could not make all it found jobs does not count as whole', async () => {
    const table = new MemoryTable();
    const begun = beginSearch(undefined, SETTINGS, NOW);
    await table.write(begun?.write as never);
    await table.write(finishSearch(begun?.search as Searching, 1));
    expect(await table.get('sweep')).not.toHaveProperty('completed_from');
  });
});

describe('an object', () => {
  const swept = (put: number, search: Partial<Searching>, multipart = false) => {
    const version = { key: 'k', version_id: 'v', size_bytes: 1, last_modified: later(put).toISOString(), multipart };
    const row = { job_id: 'sweep', kind: 'sweep', version: 1, failures: 0, next_at: NOW.toISOString() } as const;
    return isInSearch(version, { ...row, started_at: NOW.toISOString(), ...search }, SETTINGS);
  };
  const before = { completed_from: later(-HOUR).toISOString() };

  it.each([
    ['whose event may still come', -899, before, false],
    ['whose event should have come', -900, before, true],
    ['that came while the search before went on', -HOUR + 1, before, true],
    ['that the search before just did not look at', -2 * HOUR, before, true],
    ['that the search before looked at', -2 * HOUR - 1, before, false],
    ['of two weeks ago, in the first search', -14 * DAY, {}, true],
    ['that was there before the service looked after it', -14 * DAY - 1, {}, false],
  ])('%s: looked at or not', (_which, put, search, looked) => {
    expect(swept(put, search)).toBe(looked);
  });

  it('put in parts carries the time at which that began, and is looked for so much longer', () => {
    expect([swept(-3 * DAY, before), swept(-3 * DAY, before, true)]).toEqual([false, true]);
    expect(swept(-3 * DAY - 2 * HOUR - 1, before, true)).toBe(false);
  });
});
