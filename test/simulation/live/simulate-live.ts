/** `npm run simulate:live`: sockets that listen to jobs of a simulated AWS; fails when one of them missed something or was told it twice. */
import { runCommand } from '../../../local/endings.ts';
import { parseLiveArguments } from './arguments.ts';
import { describeLive } from './print.ts';
import { simulateLive } from './simulation.ts';

await runCommand(async () => {
  const options = parseLiveArguments(process.argv.slice(2));
  const report = await simulateLive(options);
  process.stdout.write(`${describeLive(options, report)}\n`);
  const isAsOften = options.crash > 0 || report.repeats === 0;
  return report.violations.length === 0 && isAsOften ? 0 : 1;
});
