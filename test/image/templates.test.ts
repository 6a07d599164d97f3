/** Every template against CloudFormation's own schemas, which know property names and values that the CDK lets through. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { silentProgress } from '../../local/progress.ts';
import { ensurePythonEnvironments } from '../../local/python/environments.ts';
import { synthesizeToDisk } from './support/assembly.ts';
import { run } from './support/run.ts';

/** A dependency written twice, outputs that are imports, zones by name: the CDK's way or the stage's own word. */
const THE_CDKS_OWN = 'W3005,W3010,W6001';

describe.each(['production', 'local'])('the templates of stage %s', (stage) => {
  const { folder, templates } = synthesizeToDisk(stage);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are all that cfn-lint wants', async () => {
    // Comes with the local cloud: moto parses templates with it.
    const { cloud } = await ensurePythonEnvironments(silentProgress, new AbortController().signal);
    const files = templates.map((name) => join(folder, 'cdk.out', name));
    expect(await run([join(dirname(cloud), 'cfn-lint'), '--ignore-checks', THE_CDKS_OWN, '--', ...files])).toEqual({
      code: 0,
      output: '',
    });
  });
});
