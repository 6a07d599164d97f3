/** What is stored of a version: 0 is the job's own result, every other one has a row that says where its JSON is. */
import type { SourcedJob } from '../contracts/job-row.ts';
import { type VersionRow, versionKey } from '../contracts/version-row.ts';
import { type AnyDocument, type EditedDocument, readEditedDocument } from '../contracts/versions.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Table } from '../shared/table.ts';
import { storedDocument } from './stored-result.ts';

type Reads = { table: Pick<Table, 'get'>; objects: Pick<Objects, 'getText'> };

export async function versionRow(
  table: Reads['table'],
  jobId: string,
  version: number,
): Promise<VersionRow | undefined> {
  const row = await table.get(versionKey(jobId, version));
  return row?.kind === 'version' ? row : undefined;
}

/** Undefined when there is none, or it has expired. */
export async function versionDocument(
  { table, objects }: Reads,
  job: SourcedJob,
  version: number,
): Promise<AnyDocument | undefined> {
  if (version === 0) return storedDocument(objects, job);
  const row = await versionRow(table, job.job_id, version);
  return row && editedDocument(objects, row);
}

export async function editedDocument(objects: Reads['objects'], row: VersionRow): Promise<EditedDocument | undefined> {
  const text = await objects.getText(row.object_key);
  return text === undefined ? undefined : readEditedDocument(JSON.parse(text));
}
