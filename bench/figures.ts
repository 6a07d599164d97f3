/** What a section found: figures over several runs, beside their targets and their peers. */

export type Unit = 's' | 'ms' | 'KB' | 'MB' | 'jobs/s' | 'calls' | 'jobs' | 'workers' | '%';

export type Figure = {
  name: string;
  unit: Unit;
  runs: number;
  median: number;
  min: number;
  max: number;
  /** Printed beside the figure and never enforced: a shared machine must not fail anything by being slow. */
  at_most?: number;
  met?: boolean;
  /** The figure's median over that of a peer measured in the same run; survives a slow machine, unlike the figure. */
  ratio?: { to: string; value: number };
};

export type Findings = {
  figures: Figure[];
  notes?: string[];
  /** Raw facts for the JSON file alone. */
  details?: unknown;
};

export type Peer = { name: string; values: readonly number[] };

/** One figure over the values of its runs. */
export function figure(
  name: string,
  unit: Unit,
  values: readonly number[],
  { atMost, peer }: { atMost?: number; peer?: Peer } = {},
): Figure {
  const middle = median(values);
  return {
    name,
    unit,
    runs: values.length,
    median: middle,
    min: Math.min(...values),
    max: Math.max(...values),
    ...(atMost !== undefined && { at_most: atMost, met: middle <= atMost }),
    ...(peer && { ratio: { to: peer.name, value: middle / median(peer.values) } }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/**
 * The value that so many percent of all values do not exceed (nearest rank).
 *
 * @param percent above 0, up to 100
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}
