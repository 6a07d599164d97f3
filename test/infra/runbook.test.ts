import { readdirSync, readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { opsProgram } from '../../bin/ops/program.ts';
import { FailureCode } from '../../core/contracts/job-row.ts';
import { FailureReason } from '../../core/contracts/webhooks.ts';
import { synthesize } from './synthesized.ts';

const ROOT = new URL('../../', import.meta.url);
const runbook = readFileSync(new URL('docs/runbook.md', ROOT), 'utf8');

/** Sections by their heading, of one chapter. */
function sectionsOf(chapter: string): Map<string, string> {
  const [, after = ''] = runbook.split(new RegExp(`^## ${chapter}$`, 'm'));
  const [body = ''] = after.split(/^## /m);
  const sections = body.split(/^### /m).slice(1);
  return new Map(sections.map((section) => [section.split('\n')[0]?.replaceAll('`', '') ?? '', section]));
}

/** An alarm is called after its construct; CloudFormation's name of it contains that. */
function alarmsOf(template: Template): string[] {
  const ids = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
  return ids.map((id) => id.replace(/^Alarms/, '').replace(/[0-9A-F]{8}$/, ''));
}

const { storage, transcription, image } = synthesize('production');
const ALARMS = [storage, transcription, ...(image ? [image] : [])].flatMap(alarmsOf);

describe.each([
  ['Alarms', ALARMS],
  ['Failed jobs', FailureCode.options],
  ['Webhooks given up', FailureReason.options],
])('the runbook’s chapter on %s', (chapter, names) => {
  it('has a section for each, and for nothing that does not exist', () => {
    expect([...sectionsOf(chapter).keys()].sort()).toEqual([...names].sort());
  });

  it.each(names)('says what happened, what the system does and what is left to do: %s', (name) => {
    const labels = (sectionsOf(chapter).get(name) ?? '').match(/^\*\*.+?\*\*/gm);
    expect(labels).toEqual(['**What happened.**', '**The system.**', '**You.**']);
  });
});

describe('the commands in the documents', () => {
  const documents = ['README.md', ...readdirSync(new URL('docs/', ROOT)).map((name) => `docs/${name}`)];
  const lines = documents
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => readFileSync(new URL(name, ROOT), 'utf8').match(/npm run ops -- [^`#\n|]+/g) ?? [])
    .filter((line) => /-- [a-z]/.test(line));

  it('are some', () => {
    expect(lines.length).toBeGreaterThan(10);
  });

  it.each([...new Set(lines)])('are such as the program takes: %s', (line) => {
    const program = opsProgram();
    for (const command of program.commands) command.action(() => {});
    program.parse(line.replace('npm run ops -- ', '').trim().split(/\s+/), { from: 'user' });
  });
});
