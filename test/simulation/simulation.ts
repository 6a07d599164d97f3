import { Account } from './account.ts';
import { Settling } from './audit/settling.ts';
import { Clients, type Registering } from './clients.ts';
import { OurService } from './designs/ours.ts';
import type { SimulationOptions } from './options.ts';
import { type Report, reportOf } from './report.ts';

export type Design = Registering & {
  start(): void;
  /** It says what it has done. */
  readonly counts?: boolean;
  /** An operator ends whatever still runs. */
  sweep?(): Promise<void>;
};
export type Make = (account: Account) => Design;
export type Progress = (line: { hours: number; uploads: number; open: number; workers: number }) => void;

/** Between looks at whether the run is over. */
const LOOK_SECONDS = 30;
const PROGRESS_HOURS = 0.5;
/** After the last upload is settled, for what is still under way to do its harm. */
const AFTERMATH_SECONDS = 1_800;
/** An operator looks this long after the last job. */
const OPERATOR_MS = 60_000;

const ours: Make = (account) => new OurService(account);
const silent: Progress = () => {};

/**
 * One run: clients upload, the service works, faults happen, and everything is checked.
 *
 * @param make the design that is run; the service's own by default
 */
export async function simulate(
  options: SimulationOptions,
  { make = ours, progress = silent }: { make?: Make; progress?: Progress } = {},
): Promise<Report> {
  const account = new Account(options);
  const settling = new Settling(account);
  const design = make(account);
  const clients = new Clients(account, design);
  design.start();
  void clients.comeAndGo();
  await untilOver(account, design, clients, progress);
  await account.clock.advance(AFTERMATH_SECONDS);
  if (design.counts) await account.counted.check(account.table, account.ledger.violations);
  return reportOf(account, clients, settling);
}

async function untilOver(account: Account, design: Design, clients: Clients, progress: Progress): Promise<void> {
  const { clock, ledger, ec2, options } = account;
  const begun = clock.milliseconds();
  const patience = options.patience_hours * 3_600_000;
  let told = begun;
  let swept = false;
  for (;;) {
    await clock.advance(LOOK_SECONDS);
    const now = clock.milliseconds();
    if (now - told > PROGRESS_HOURS * 3_600_000) {
      told = now;
      const hours = (now - begun) / 3_600_000;
      progress({ hours, uploads: ledger.uploads.total, open: ledger.uploads.size, workers: ec2.live.length });
    }
    if (!clients.isDone) continue;
    if (!swept && isLeftToOperator(account)) {
      swept = true;
      await design.sweep?.();
    }
    if (ledger.uploads.size === 0 && ec2.live.length === 0) return;
    if (now - clients.lastUpload > patience) return;
  }
}

/** Only where nothing else ends workers: in any other run, an operator would hide what the service left running. */
function isLeftToOperator({ options, ledger, clock }: Account): boolean {
  const isOnly = options.kill_paths.length === 1 && options.kill_paths[0] === 'sweep';
  if (!isOnly || clock.milliseconds() - ledger.lastEnd <= OPERATOR_MS) return false;
  return ledger.uploads.all().every((entry) => entry.ended_at !== undefined);
}
