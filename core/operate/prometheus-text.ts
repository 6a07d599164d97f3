/** The text format of Prometheus, version 0.0.4. */

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export type Sample = { labels?: Record<string, string>; value: number };
/** Of a histogram, each bucket is a sample of `_bucket`; sum and count are samples of their own. */
type Samples = { suffix?: '_bucket' | '_sum' | '_count'; samples: readonly Sample[] };
export type Family = {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  series: readonly Samples[];
};

export function prometheusText(families: readonly Family[]): string {
  return families.map(familyText).join('');
}

function familyText({ name, type, help, series }: Family): string {
  const lines = series.flatMap(({ suffix = '', samples }) =>
    samples.map((one) => `${name}${suffix}${sampleText(one)}`),
  );
  return [`# HELP ${name} ${escaped(help, /[\\\n]/g)}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

function sampleText({ labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text, /[\\\n"]/g)}"`);
  return `${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, (letter) => (letter === '\n' ? '\\n' : `\\${letter}`));
}
