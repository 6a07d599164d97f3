import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assetsOf } from '../../local/deploy/assembly.ts';
import { stageApp } from '../support/stage-app.ts';

describe('what the local stack deploys of the cloud assembly', () => {
  const assembly = stageApp('local').app.synth();
  const assets = assetsOf(assembly);

  it('is each stack after those it depends on', () => {
    const names = assembly.stacks.map(({ stackName }) => stackName);
    expect(names.length).toBeGreaterThan(1);
    for (const [place, { dependencies }] of assembly.stacks.entries()) {
      const needed = dependencies.filter(({ manifest }) => manifest.type === 'aws:cloudformation:stack');
      for (const { id } of needed) expect(names.slice(0, place)).toContain(id);
    }
  });

  it('is files that are there, the template of each stack among them', () => {
    expect(assets.filter(({ path }) => !existsSync(path))).toEqual([]);
    const paths = assets.map(({ path }) => path);
    for (const { templateFullPath } of assembly.stacks) expect(paths).toContain(templateFullPath);
  });

  it('is folders to be zipped, beside the templates', () => {
    const templates = assembly.stacks.map(({ templateFullPath }) => templateFullPath);
    for (const { path, packaging } of assets) expect(packaging, path).toBe(templates.includes(path) ? 'file' : 'zip');
    expect(assets.length).toBeGreaterThan(templates.length);
  });

  it('goes to buckets and keys of the local account, with no placeholder left', () => {
    expect([...new Set(assets.map(({ bucket }) => bucket))]).toEqual(['cdk-hnb659fds-assets-000000000000-us-east-1']);
    expect(assets.filter(({ key }) => key.includes('$') || key === '')).toEqual([]);
  });
});
