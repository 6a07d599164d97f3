/** What a client sees of a version: who made it, when, and of what. */
import type { JobRow } from '../contracts/job-row.ts';
import { tenantKey } from '../contracts/key-row.ts';
import type { VersionRow } from '../contracts/version-row.ts';
import type { Version } from '../contracts/versions.ts';

export function shownVersion(row: VersionRow): Version {
  const { version, based_on, restored = null, author = null, note = null, created_at, changed_segments } = row;
  const key_id = row.key.slice(tenantKey('').length);
  return { version, based_on, restored, author, key_id, created_at, changed_segments, note };
}

/** As it was heard; nobody made it. */
export function originalVersion({ finished_at, updated_at }: JobRow): Version {
  const nobody = { based_on: null, restored: null, author: null, key_id: null, note: null };
  return { version: 0, ...nobody, created_at: finished_at ?? updated_at, changed_segments: 0 };
}
