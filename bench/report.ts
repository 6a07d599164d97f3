/** Runs the sections, prints each as it is done, and gives all of it as one JSON document. */
import { loadavg } from 'node:os';
import type { Findings } from './figures.ts';
import type { Machine } from './machine.ts';
import type { Bench, Section } from './section.ts';
import { markdownTable } from './table.ts';

/** Load averages of one minute, before and after: how much else the machine had to do. */
type Conditions = { load_before: number; load_after: number; seconds: number };
type SectionReport = { about: string; conditions: Conditions } & (Findings | { failed: string });

export type Report = { date: string; machine: Machine; sections: Record<string, SectionReport> };

/** A section that fails is said to have failed, and the others still run. */
export async function runSections(
  bench: Bench,
  sections: readonly Section[],
  print: (text: string) => void,
): Promise<Report['sections']> {
  const reports: Report['sections'] = {};
  for (const section of sections) {
    const report = await runSection(bench, section);
    reports[section.name] = report;
    print(textOf(section.name, report));
  }
  return reports;
}

async function runSection(bench: Bench, { name, about, run }: Section): Promise<SectionReport> {
  const [load_before = 0] = loadavg();
  const begun = performance.now();
  const conditions = () => ({
    load_before,
    load_after: loadavg()[0] ?? 0,
    seconds: Math.round((performance.now() - begun) / 1000),
  });
  bench.progress.say(`section ${name}: ${about}`);
  try {
    const findings = await run(bench);
    return { about, conditions: conditions(), ...findings };
  } catch (error) {
    bench.signal.throwIfAborted();
    return { about, conditions: conditions(), failed: (error as Error).message };
  }
}

function textOf(name: string, report: SectionReport): string {
  const { load_before, load_after, seconds } = report.conditions;
  const conditions = `(took ${seconds} s; load ${load_before.toFixed(1)} before, ${load_after.toFixed(1)} after)`;
  const body =
    'failed' in report
      ? `FAILED: ${report.failed}`
      : [report.figures.length > 0 ? `${markdownTable(report.figures)}\n` : '', ...(report.notes ?? [])].join('\n');
  return `\n${name}: ${report.about}\n${conditions}\n\n${body.trim()}\n`;
}
