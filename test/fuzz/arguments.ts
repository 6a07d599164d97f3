import { commandLine, examples, PositiveWhole, readBy } from '../../local/command-line.ts';

export type FuzzArguments = { cases: number; seed: number };

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
    .addHelpText('after', examples('npm run fuzz', 'npm run fuzz -- --cases 20000 --seed 7'));
