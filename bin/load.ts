/** `npm run load`: sends clips, waits for their transcripts, and says how long that took. */
import { CommanderError } from '@commander-js/extra-typings';
import { createTranscriptionClient } from '../clients/typescript/index.ts';
import { whenAskedToEnd } from '../local/endings.ts';
import { type LoadArguments, parseLoadArguments } from './load/arguments.ts';
import { clipsFrom } from './load/clips.ts';
import { findEndpoint } from './load/endpoint.ts';
import { summaryOf, summaryText } from './load/figures.ts';
import { monitor } from './load/monitor.ts';
import { sendLoad } from './load/send.ts';
import { EXIT, exitCodeAfter, explain } from './ops/operator-error.ts';

try {
  process.exitCode = await load(parseLoadArguments(process.argv.slice(2)));
} catch (error) {
  process.exitCode = exitCodeAfter(error);
  if (!(error instanceof CommanderError)) process.stderr.write(`${explain(error)}\n`);
}

async function load(options: LoadArguments): Promise<number> {
  const client = createTranscriptionClient(await findEndpoint(options));
  const clips = await clipsFrom(options.files);
  const watched = options.monitor ? monitor(process.stderr) : undefined;
  const sent = await sendLoad(client, clips, { ...options, signal: whenAskedToEnd(), onChange: watched?.show });
  watched?.end(sent);
  const summary = summaryOf(sent, options);
  process.stdout.write(options.json ? `${JSON.stringify(summary, null, 2)}\n` : summaryText(summary));
  return summary.completed === options.requests ? EXIT.done : EXIT.failed;
}
