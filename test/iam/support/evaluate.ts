import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stack } from '../../end-to-end/support/client.ts';
import type { RolePolicy } from './decisions.ts';

export type AccessRequest = { action: string; resource: string; context?: Record<string, string> };

const EVALUATE = fileURLToPath(new URL('evaluate.py', import.meta.url));

/** The requests that a policy does not allow. */
export async function refused(
  { statements }: Pick<RolePolicy, 'statements'>,
  requests: AccessRequest[],
): Promise<AccessRequest[]> {
  const child = promisify(execFile)(stack.cloud_python, [EVALUATE]);
  const policies = [{ Version: '2012-10-17', Statement: statements }];
  const withContext = requests.map((request) => ({ context: {}, ...request }));
  child.child.stdin?.end(JSON.stringify({ policies, requests: withContext }));
  const decisions = JSON.parse((await child).stdout) as string[];
  return requests.filter((_, index) => decisions[index] !== 'Allow');
}
