/** The command line of `npm run simulate:live`. */
import * as z from 'zod';
import { Amount, commandLine, examples, PositiveWhole, readBy, WholeSeconds } from '../../../local/command-line.ts';
import { DEFAULTS, type LiveOptions } from './options.ts';

const Whole = z
  .string()
  .regex(/^\d+$/, 'Expected a whole number, such as 0 or 1000.')
  .transform((text) => Number(text));
const whole = readBy(Whole);
const seconds = readBy(WholeSeconds);

/** @throws CommanderError once it is written what is wrong, or the help that was asked for */
export function parseLiveArguments(args: readonly string[]): LiveOptions {
  const given = liveLine().parse(args, { from: 'user' }).opts();
  return {
    ...DEFAULTS,
    seed: given.seed,
    jobs: given.jobs ?? given.sockets,
    sockets: Math.min(given.sockets, given.jobs ?? given.sockets),
    arrival_seconds: given.arrivalSeconds,
    audio_seconds: given.audioSeconds,
    socket_seconds: given.socketSeconds,
    away_seconds: given.awaySeconds,
    crash: given.crash,
  };
}

const liveLine = () =>
  commandLine(
    'npm run simulate:live --',
    'Runs live updates against a simulated AWS: says whether every socket was told all of its job once, and what it costs.',
  )
    .option('--seed <text>', 'the same seed is the same run', DEFAULTS.seed)
    .option('--sockets <n>', 'each listens to a job of its own; 0: nobody listens', whole, DEFAULTS.sockets)
    .option(
      '--jobs <n>',
      'of which the others are listened to by nobody (default: as many as sockets)',
      readBy(PositiveWhole),
    )
    .option('--arrival-seconds <s>', 'within which all jobs come', seconds, DEFAULTS.arrival_seconds)
    .option('--audio-seconds <s>', 'length of a file', seconds, DEFAULTS.audio_seconds)
    .option('--socket-seconds <s>', 'until a socket breaks off, on average', seconds, DEFAULTS.socket_seconds)
    .option('--away-seconds <s>', 'until its client comes again, on average', seconds, DEFAULTS.away_seconds)
    .option('--crash <p>', 'a call of fan-out at which it ends', readBy(Amount), DEFAULTS.crash)
    .addHelpText(
      'after',
      examples(
        'npm run simulate:live -- --sockets 1000 --audio-seconds 600',
        'npm run simulate:live -- --sockets 0 --jobs 1000   # nobody listens',
      ),
    );
