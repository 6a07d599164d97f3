import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { commandLine, examples, PositiveWhole, readBy } from '../../local/command-line.ts';
import { nearestTo, operationIds } from './operations.ts';

export type FuzzArguments = { cases: number; seed: number; operations: string[] };

/** @throws CommanderError once it is written what is wrong, or the help that was asked for */
export function parseFuzzArguments(args: string[]): FuzzArguments {
  return fuzzLine().parse(args, { from: 'user' }).opts();
}

const fuzzLine = () =>
  commandLine(
    'npm run fuzz --',
    'Starts the service and asks its API whatever the description allows and much that it does not (schemathesis); exit code 1 if an answer is a 5xx, or not as described.',
  )
    .option(
      '--cases <n>',
      'requests made up at random; some thousands of systematic ones come besides',
      readBy(PositiveWhole),
      2000,
    )
    .option('--seed <n>', 'the same seed makes up the same requests', readBy(PositiveWhole), 1)
    .addOption(
      new Option('--operations <id...>', 'asks these alone, by their operationId')
        .default([] as string[], 'all')
        .argParser(knownOperation),
    )
    .addHelpText(
      'after',
      examples(
        'npm run fuzz',
        'npm run fuzz -- --cases 20000 --seed 7',
        'npm run fuzz -- --operations getEvents giveTicket',
      ),
    );

function knownOperation(id: string, before: string[]): string[] {
  const known = operationIds();
  if (known.includes(id)) return [...before, id];
  const [nearest, path] = [nearestTo(id, known), 'docs/openapi.json'];
  const like = nearest.length > 0 ? `, such as ${nearest.join(', ')}` : '';
  throw new InvalidArgumentError(`Expected an operationId of ${path}${like}.`);
}
