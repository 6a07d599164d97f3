/**
 * What one look at the account found. `unknown`: it could not be seen, which is no better than wrong. `warning`: it works, or may
 * have been taken care of where nobody can look.
 */
export type Finding = {
  status: 'ok' | 'warning' | 'wrong' | 'unknown';
  found: string;
  expected?: string;
  fix?: string;
};
export type Check = { name: string; look: () => Promise<Finding> };
export type NamedFinding = Finding & { check: string };

export const ok = (found: string): Finding => ({ status: 'ok', found });
export const wrong = (found: string, expected: string, fix: string): Finding => ({
  status: 'wrong',
  found,
  expected,
  fix,
});

export const warning = (found: string, expected: string, fix: string): Finding => ({
  ...wrong(found, expected, fix),
  status: 'warning',
});

/** Nothing has to be done before the stage works. */
export const isFine = ({ status }: Finding): boolean => status === 'ok' || status === 'warning';

/** Looks at everything at once; a check that fails says so and keeps no other from looking. */
export function examine(checks: readonly Check[]): Promise<NamedFinding[]> {
  return Promise.all(
    checks.map(async ({ name, look }) => ({ check: name, ...(await look().catch((error: Error) => unseen(error))) })),
  );
}

function unseen(error: Error): Finding {
  return {
    status: 'unknown',
    found: `${error.name}: ${error.message || 'no answer'}`,
    expected: 'an answer of AWS',
    fix: adviceFor(error.name),
  };
}

export function adviceFor(name: string): string {
  if (/AccessDenied|Unauthorized/.test(name)) return 'use a role that may read this, such as AWS’s ReadOnlyAccess';
  if (/Credentials|Token|Signature/.test(name)) return 'check that `aws sts get-caller-identity` works in this shell';
  return 'check the region, the network and AWS_ENDPOINT_URL; not every local cloud has this service';
}
