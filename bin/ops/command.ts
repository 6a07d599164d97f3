/** What an operator's command is made of, and how its words are read. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import * as z from 'zod';
import { EXIT, OperatorError } from './operator-error.ts';
import { TARGET_OPTIONS, type Target, type TargetOptions } from './target.ts';

export type Outcome = {
  /** For programs; what stands in it is the schema of the command's file. */
  report: Record<string, unknown>;
  /** For people: the same, without a header. */
  text: string;
  /** False when something was refused or left undone. */
  ok: boolean;
  /** False when `--yes` would change nothing, or the command never does. */
  changes: boolean;
};

export type Call<Values> = { target: Target; values: Values; words: string[]; apply: boolean };

export type Command<Values = never> = {
  /** One line. */
  summary: string;
  usage: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Checks what the options say. */
  values: z.ZodType<Values>;
  run(call: Call<Values>): Promise<Outcome>;
};

const SHARED_OPTIONS = {
  ...TARGET_OPTIONS,
  json: { type: 'boolean' },
  yes: { type: 'boolean' },
  apply: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const Shared = z.object({
  json: z.boolean().default(false),
  yes: z.boolean().default(false),
  apply: z.boolean().default(false),
  help: z.boolean().default(false),
});

export const SHARED_USAGE = `  --stage NAME         the deployment of that stage on AWS; region and credentials as the AWS CLI finds them
  --region, --profile  other ones than those
  --local              the local stack that \`npm start\` runs; without --stage it is taken when it is up
  --state-dir DIR      its state directory, if it has another
  --yes, --apply       do it; without, the command says what it would do and changes nothing
  --json               the report as JSON
  --help               this text`;

export type Words<Values> = {
  target: TargetOptions;
  values: Values;
  words: string[];
  apply: boolean;
  json: boolean;
  help: boolean;
};

/** @throws OperatorError naming every word that is wrong, with the usage */
export function readWords<Values>(command: Command<Values>, args: string[]): Words<Values> {
  const { values, positionals: words } = parse(command, args);
  const { json, yes, apply, help } = Shared.parse(values);
  const own = command.values.safeParse(values);
  if (!own.success && !help) {
    const wrong = own.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
    throw new OperatorError(`${wrong.join('\n')}\n\n${command.usage}`, EXIT.usage);
  }
  return { target: values as TargetOptions, values: own.data as Values, words, apply: yes || apply, json, help };
}

function parse<Values>({ options, usage }: Command<Values>, args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { ...SHARED_OPTIONS, ...options } });
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n\n${usage}`, EXIT.usage);
  }
}

/** Whole seconds as an option says them. */
export const Seconds = z
  .string()
  .regex(/^\d+$/, 'expected whole seconds, such as 120')
  .transform((text) => Number(text));

/** @throws OperatorError when words were given that the command does not take */
export function refuseWords(words: readonly string[], usage: string): void {
  if (words.length > 0) throw new OperatorError(`not expected: ${words.join(' ')}\n\n${usage}`, EXIT.usage);
}
