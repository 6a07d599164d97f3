import type { ClientMetadata, JobRow } from '../contracts/job-row.ts';

type Stored = Pick<JobRow, 'client_metadata' | 'client_metadata_json'>;

/** What the client called it and attached to it, as it gets both back with everything about the job. */
export function clientFields(job: Stored & Pick<JobRow, 'recording_id'>) {
  const { recording_id } = job;
  return { ...(recording_id === undefined ? {} : { recording_id }), ...clientMetadata(job) };
}

/** The attribute of a row that keeps what a client attached; nothing when it attached nothing. */
export function keptMetadata(metadata: ClientMetadata | undefined): Stored {
  return metadata === undefined ? {} : { client_metadata_json: JSON.stringify(metadata) };
}

/** What a client attached, as it gets it back; nothing when it attached nothing. */
export function clientMetadata(row: Stored): { client_metadata?: ClientMetadata } {
  const kept = row.client_metadata_json;
  const metadata = kept === undefined ? row.client_metadata : (JSON.parse(kept) as ClientMetadata);
  return metadata === undefined ? {} : { client_metadata: metadata };
}
