import { isFine, type NamedFinding } from './finding.ts';

const MARKS = { ok: 'ok     ', warning: 'CHECK  ', wrong: 'WRONG  ', unknown: 'UNSEEN ' } as const;

/** One line for what is well; for the rest also what was expected and what to do. */
export function report(stage: string, findings: readonly NamedFinding[]): string {
  const lines = findings.flatMap(({ check, status, found, expected, fix }) => [
    `${MARKS[status]}${check}: ${found}`,
    ...(expected ? [`         expected: ${expected}`] : []),
    ...(fix ? [`         do: ${fix}`] : []),
  ]);
  const bad = findings.filter((finding) => !isFine(finding)).length;
  const sum =
    bad === 0 ? `stage ${stage} has all it needs` : `stage ${stage} lacks ${bad} of ${findings.length} things`;
  return `${[...lines, '', sum].join('\n')}\n`;
}
