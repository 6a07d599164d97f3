/** Markdown tables: readable in a terminal, and ready to be pasted into docs/performance.md. */
import type { Figure, Unit } from './figures.ts';

const HEADINGS = ['figure', 'median', 'min – max', 'runs', 'target', 'met', 'ratio'];

const DECIMALS: Record<Unit, number> = {
  s: 2,
  ms: 0,
  KB: 0,
  MB: 0,
  'jobs/s': 2,
  calls: 1,
  jobs: 0,
  workers: 0,
  '%': 0,
};

export function markdownTable(figures: readonly Figure[]): string {
  return tableOf(HEADINGS, figures.map(cells));
}

export function tableOf(headings: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...body.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(headings), rule, ...body.map(line)].join('\n');
}

function cells({ name, unit, runs, median, min, max, at_most, met, ratio }: Figure): string[] {
  const number = (value: number) => value.toFixed(DECIMALS[unit]);
  return [
    name,
    `${number(median)} ${unit}`,
    runs > 1 ? `${number(min)} – ${number(max)}` : '',
    String(runs),
    at_most === undefined ? '' : `≤ ${at_most} ${unit}`,
    met === undefined ? '' : met ? 'met' : 'NOT MET',
    ratio ? `${ratio.value.toFixed(2)} × ${ratio.to}` : '',
  ];
}
