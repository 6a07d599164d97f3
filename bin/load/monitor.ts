/** The live table: drawn over itself on a terminal; elsewhere one line whenever something ended. */
import { columns } from '../ops/layout.ts';
import { summaryOf, timesTable } from './figures.ts';
import type { Sent } from './send.ts';

type Screen = { isTTY?: boolean; write(text: string): unknown };

const STATES = ['sending', 'registered', 'launching', 'processing', 'completed', 'failed', 'cancelled', 'refused'];

export function monitor(screen: Screen): {
  show: (sent: readonly Sent[]) => void;
  end: (sent: readonly Sent[]) => void;
} {
  let drawn = 0;
  let ended = 0;
  const draw = (sent: readonly Sent[]) => {
    const table = tableOf(sent);
    screen.write(`${drawn > 0 ? `\u001b[${drawn}A\u001b[J` : ''}${table}\n`);
    drawn = table.split('\n').length;
  };
  const tell = (sent: readonly Sent[]) => {
    const over = sent.filter(isOver).length;
    if (over > ended) screen.write(`${lineOf(sent)}\n`);
    ended = over;
  };
  const show = screen.isTTY ? draw : tell;
  return { show, end: show };
}

const isOver = ({ seconds, failure }: Sent) => seconds !== undefined || failure !== undefined;

const countIn = (sent: readonly Sent[], state: string) => sent.filter((one) => one.state === state).length;

export function tableOf(sent: readonly Sent[]): string {
  const counts = columns(
    STATES.map((state) => state.toUpperCase()),
    [STATES.map((state) => countIn(sent, state))],
  );
  const summary = summaryOf(sent, { requests: sent.length, workers: 0 });
  return `${counts}\n${summary.requests_per_second.toFixed(2)} requests/s\n${timesTable(summary)}`;
}

function lineOf(sent: readonly Sent[]): string {
  const counts = STATES.map((state) => [state, countIn(sent, state)] as const).filter(([, number]) => number > 0);
  const { requests_per_second } = summaryOf(sent, { requests: sent.length, workers: 0 });
  return `${counts.map(([state, number]) => `${number} ${state}`).join(', ')}; ${requests_per_second.toFixed(2)} requests/s`;
}
