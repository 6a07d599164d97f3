/** What a client needs to know about a running local stack; the content of outputs.json. */
import { renameSync, writeFileSync } from 'node:fs';

export type Outputs = {
  /** `POST {api_url}/api` registers. */
  api_url: string;
  api_key: string;
  bucket: string;
  table: string;
  /** Every AWS service but EC2. */
  endpoint_url: string;
  /** EC2, with the bridge's controls below `/_bridge/`. */
  ec2_endpoint_url: string;
  region: string;
  aws_access_key_id: string;
  aws_secret_access_key: string;
  uploads_queue_url: string;
  jobs_queue_url: string;
  deliveries_queue_url: string;
  /** By name, the default first. */
  models: string[];
  reconcile_function: string;
  /** Python with the engine's packages. */
  engine_python: string;
  /** Python with ministack, moto, boto3 and standardwebhooks. */
  cloud_python: string;
  /** Process id of the emulated cloud, for tests of what its failure does. */
  cloud_pid: number;
  /** Folder of log files: ministack, moto, one per instance. */
  logs: string;
};

/** Readable by the user alone, as it holds the key; whole at any moment, as others wait for it to appear. */
export function writeOutputs(file: string, outputs: Outputs): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(outputs, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
