import type { LiveOptions } from './options.ts';
import type { LiveReport } from './simulation.ts';

/** A run in words, for a terminal and for docs/cost.md. */
export function describeLive({ seed, sockets, audio_seconds }: LiveOptions, report: LiveReport): string {
  const usd = report.bill.reduce((sum, line) => sum + line.usd, 0);
  const rows = [
    [
      'clients, sockets opened, at most at once',
      [sockets, report.sockets_opened, report.most_sockets].map(count).join(', '),
    ],
    ['events written', count(report.events_written)],
    ['sent', `${report.gigabytes_sent.toFixed(2)} GB`],
    ['messages that came again', count(report.repeats)],
    ...report.violations.map(({ what, count: times, examples }) => [
      `${what}: BROKEN`,
      `${count(times)}, such as ${examples[0]}`,
    ]),
    ...report.bill.map(({ what, many, usd: each }) => [
      what,
      `${count(many).padStart(12)} ${each.toFixed(4).padStart(9)} USD`,
    ]),
    ['in all', `${' '.repeat(12)} ${usd.toFixed(4).padStart(9)} USD`],
  ];
  const title = `live updates, seed ${seed}: ${count(sockets)} clients, ${audio_seconds} s of audio each, ${report.hours.toFixed(1)} h simulated`;
  return [title, '', ...rows.map(([name = '', value]) => `  ${name.padEnd(50)}${value}`)].join('\n');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
