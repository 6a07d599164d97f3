import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Modules, entryOf, kilobytes, loadedBy } from '../../bench/support/bundles.ts';
import { ensureBundles } from '../../local/deploy/build.ts';
import { PATHS } from '../../local/paths.ts';
import { silentProgress } from '../../local/progress.ts';

/** Import time follows size; the SDK's clients make most of it, and one stray import of another brings 50 to 100 KB. */
const COLD_START_KB = 460;
const WITH_EC2_KB = 900;

beforeAll(() => ensureBundles(silentProgress, new AbortController().signal));

describe('the code that a cold start of a Lambda loads', () => {
  it.each(['api', 'process-upload', 'reconcile', 'deliver-webhook'])('is small in %s', (name) => {
    expect(kilobytes(loadedBy(entryOf(PATHS.dist, name)))).toBeLessThanOrEqual(COLD_START_KB);
  });

  it.each(['process-upload', 'reconcile'])('is small with the EC2 client in %s', (name) => {
    const ec2 = ec2Modules(join(PATHS.dist, name));
    expect(ec2.length).toBeGreaterThan(0);
    expect(loadedBy(entryOf(PATHS.dist, name))).not.toEqual(expect.arrayContaining(ec2));
    expect(kilobytes(loadedBy(entryOf(PATHS.dist, name), ...ec2))).toBeLessThanOrEqual(WITH_EC2_KB);
  });
});
