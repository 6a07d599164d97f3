/** The CDK app of a stage, made from stand-ins for the bundles, so that no build has to come first. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, onTestFinished, TestRunner, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { defineService } from '../../lib/service.ts';
import { loadStage } from '../../lib/stages/index.ts';

const BUNDLES = [
  'api/index',
  'docs/index',
  'events/index',
  'socket/index',
  'fan-out/index',
  'web/index',
  'process-upload/index',
  'reconcile/index',
  'deliver-webhook/index',
  'delete-old-images/index',
  'worker/worker',
  'worker/start',
];

/**
 * Goes with the test, or the file of tests, that asks for it. Without the CDK's own validation, which takes seconds: `cdk synth` runs it,
 * and its findings are errors there.
 */
export function stageApp(stage: string, overrides: object = {}) {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const folder = mkdtempSync(join(tmpdir(), 'stage-app-'));
  const whenDone = TestRunner.getCurrentTest() === undefined ? afterAll : onTestFinished;
  whenDone(() => rmSync(folder, { recursive: true, force: true }));
  const codeRoot = join(folder, 'dist');
  for (const bundle of BUNDLES) {
    const file = join(codeRoot, `${bundle}.mjs`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `// ${bundle}\n`);
  }
  const app = new App({ context: cdkJson.context, outdir: join(folder, 'cdk.out') });
  return { app, stacks: defineService(app, { config: loadStage(stage, overrides), codeRoot }) };
}
