import * as z from 'zod';
import { WorkerState } from '../../core/contracts/fleet-rows.ts';
import { Market } from '../../core/contracts/settings.ts';
import { listWorkers, type WorkerLine } from '../../core/fleet/list.ts';
import { launchesHeldBack } from '../../core/fleet/resume-launches.ts';
import { commandLine, examples } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { columns, count, span } from './layout.ts';
import { servicesOf } from './services.ts';

export const WorkersReport = z.object({
  workers: z.array(
    z.object({
      instance_id: z.string(),
      instance_type: z.string(),
      market: Market,
      model: z.string().nullable(),
      state: WorkerState.nullable(),
      launched_at: z.iso.datetime(),
      last_beat: z.iso.datetime().nullable(),
      alive_until: z.iso.datetime().nullable(),
      job_id: z.string().nullable(),
      jobs_done: z.int(),
      ended_reason: z.string().nullable(),
      seen: z.enum(['both', 'row only', 'instance only', 'silent']),
    }),
  ),
  /** Until then no worker is launched: three in a row were of no use, or EC2 refused everything. */
  halted_until: z.iso.datetime().nullable(),
  refused_until: z.iso.datetime().nullable(),
  one_at_a_time: z.boolean(),
});

const ABOUT = `Workers as the table knows them beside instances as EC2 knows them. Reads only. The last column says where they
differ:
  row only       EC2 has no such instance; reconcile takes the row out within
                 two minutes
  instance only  no row accounts for the instance; reconcile ends it ten minutes
                 after its launch, \`sweep\` at once
  silent         the worker has not written for too long; the same`;

export const workers = () =>
  commandLine('workers', ABOUT)
    .summary('workers and instances side by side')
    .addHelpText('after', examples('npm run ops -- workers --stage production'))
    .action((_options, command) => carryOut(command, showWorkers));

async function showWorkers({ target }: Call): Promise<Outcome> {
  const services = await servicesOf(target);
  const lines = await listWorkers(services);
  const report: z.infer<typeof WorkersReport> = { workers: lines, ...(await launchesHeldBack(services)) };
  const listed = lines.length === 0 ? 'no worker and no instance' : table(lines, services.clock.now());
  return { report, text: [listed, ...holds(report)].join('\n'), ok: true, changes: false };
}

function table(lines: readonly WorkerLine[], now: Date): string {
  const since = (time: string | null) => (time ? span((now.getTime() - Date.parse(time)) / 1000) : null);
  const rows = lines.map((line) => [
    line.instance_id,
    line.instance_type,
    line.market,
    line.model,
    line.ended_reason ? `${line.state}: ${line.ended_reason}` : line.state,
    since(line.launched_at),
    since(line.last_beat),
    line.job_id,
    line.seen === 'both' ? '' : line.seen,
  ]);
  const odd = lines.filter(({ seen }) => seen !== 'both').length;
  const head = ['INSTANCE', 'TYPE', 'MARKET', 'MODEL', 'STATE', 'AGE', 'LAST BEAT', 'JOB', ''];
  const sum = `${count(lines.length, 'worker')}${odd > 0 ? `, ${odd} of which the table and EC2 disagree on` : ''}`;
  return `${columns(head, rows)}\n\n${sum}`;
}

function holds({ halted_until, refused_until, one_at_a_time }: z.infer<typeof WorkersReport>): string[] {
  return [
    ...(halted_until ? [`no launch until ${halted_until}: workers were of no use (docs/runbook.md, FleetHalted)`] : []),
    ...(one_at_a_time ? ['one worker at a time: the last ones were of no use (docs/runbook.md, FleetHalted)'] : []),
    ...(refused_until
      ? [`no launch until ${refused_until}: EC2 refused every worker (docs/runbook.md, OldestJob)`]
      : []),
  ];
}
