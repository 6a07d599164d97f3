import type { Command } from './command.ts';
import { purge } from './purge.ts';
import { redeliver } from './redeliver.ts';
import { redrive } from './redrive.ts';
import { requeue } from './requeue.ts';
import { resume } from './resume.ts';
import { sweep } from './sweep.ts';
import { workers } from './workers.ts';

export const COMMANDS = { workers, sweep, resume, redrive, redeliver, requeue, purge };

/** Undefined for a name that is none of them. */
export function commandCalled(name: string): Command<unknown> | undefined {
  // Each is called with values that its own schema gave.
  return Object.hasOwn(COMMANDS, name) ? (COMMANDS[name as keyof typeof COMMANDS] as Command<unknown>) : undefined;
}
