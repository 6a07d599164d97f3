import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { defineService } from '../../../lib/service.ts';
import { loadStage } from '../../../lib/stages/index.ts';

const BUNDLES = [
  'api/index',
  'process-upload/index',
  'reconcile/index',
  'deliver-webhook/index',
  'worker/worker',
  'worker/start',
];

/** The templates of a stage as files, made from stand-ins for the bundles. */
export function synthesizeToDisk(stage: string): { folder: string; templates: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  for (const bundle of BUNDLES) {
    mkdirSync(join(folder, 'dist', bundle, '..'), { recursive: true });
    writeFileSync(join(folder, 'dist', `${bundle}.mjs`), `// ${bundle}\n`);
  }
  const outdir = join(folder, 'cdk.out');
  process.env['CDK_VALIDATION'] = 'false';
  const app = new App({ context: cdkJson.context, outdir });
  defineService(app, { config: loadStage(stage), codeRoot: join(folder, 'dist') });
  app.synth();
  return { folder, templates: readdirSync(outdir).filter((name) => name.endsWith('.template.json')) };
}
