/** What a process holds in memory, as Linux counts it. */
import { readFileSync } from 'node:fs';
import { LocalStackError } from '../../local/errors.ts';

export type Resident = {
  /** MB now. */
  now: number;
  /** The most MB since the process began. */
  peak: number;
};

export function residentMemory(pid: number): Resident {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) => {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    if (kibibytes) return (Number(kibibytes) * 1024) / 1e6;
    throw new LocalStackError(`/proc/${pid}/status has no ${field}, expected a running process`);
  };
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/**
 * The one process that another one has started: the engine of a worker.
 *
 * @throws LocalStackError if it has none, or several
 */
export function onlyChildOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  if (children.length === 1) return Number(children[0]);
  throw new LocalStackError(`process ${pid} has ${children.length} children, expected one: a worker has its engine`);
}
