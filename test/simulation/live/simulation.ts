import type { Violation } from '../audit/violations.ts';
import { billOf, type Line } from './bill.ts';
import { Client } from './client.ts';
import { ScriptedJob } from './job.ts';
import type { LiveOptions } from './options.ts';
import { LiveService } from './service.ts';

export type LiveReport = {
  violations: readonly Violation[];
  hours: number;
  most_sockets: number;
  sockets_opened: number;
  snapshots: number;
  /** Messages that a client had, which only a run that broke off may send again. */
  repeats: number;
  /** Clients that were away for so long that they have to take the transcript. */
  events_written: number;
  units_written: number;
  gigabytes_sent: number;
  logged: Record<string, number>;
  bill: Line[];
};

/** One run: jobs take their way, clients listen to some of them and break off, and what each was told is checked. */
export async function simulateLive(
  options: LiveOptions,
  changes: (service: LiveService) => void = () => {},
): Promise<LiveReport> {
  const service = new LiveService(options);
  changes(service);
  const { clock, random } = service;
  const begun = clock.milliseconds();
  const clients: Client[] = [];
  const arrivals = random.fork('arrivals');
  const jobs = Array.from({ length: options.jobs }, async (_, number) => {
    await clock.sleep(arrivals.between(0, options.arrival_seconds * 1000));
    const jobId = `job-${number}`;
    const working = new ScriptedJob(service, jobId).live();
    if (number < options.sockets) {
      const client = new Client(service, jobId);
      clients.push(client);
      await client.listen();
    }
    await working;
    service.forget(jobId);
  });
  await clock.until(Promise.all(jobs));
  return reportOf(service, clients, (clock.milliseconds() - begun) / 3_600_000);
}

function reportOf(service: LiveService, clients: readonly Client[], hours: number): LiveReport {
  const { violations, gateway, live, lambda, log } = service;
  return {
    violations: violations.all,
    hours,
    most_sockets: gateway.most,
    sockets_opened: lambda.api,
    snapshots: clients.reduce((sum, { heard }) => sum + heard.snapshots, 0),
    repeats: clients.reduce((sum, { heard }) => sum + heard.repeats, 0),
    events_written: live.events_written,
    units_written: live.units.written,
    gigabytes_sent: gateway.bytes / 1e9,
    logged: Object.fromEntries(log.counts),
    bill: billOf(service),
  };
}
