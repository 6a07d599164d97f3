/** What all command lines here have in common: `--help`, and an answer to a wrong one that says what is expected. */
import { Command, type CommanderError, InvalidArgumentError } from '@commander-js/extra-typings';
import * as z from 'zod';

const EXIT_USAGE = 2;

/** @param about what `--help` begins with; paragraphs are broken anew for the terminal, indented lines stay */
export const commandLine = (name: string, about: string) =>
  new Command(name)
    .description(about.replaceAll(/(?<!\n)\n(?![\n ])/g, ' '))
    .helpOption('--help', 'this text')
    .showHelpAfterError()
    .exitOverride();

/** The end of `--help`: what is typed, and with `#` what for. */
export const examples = (...lines: string[]) => ['', 'Examples:', ...lines.map((line) => `  ${line}`)].join('\n');

/** Reads a value by a schema, whose message says what is expected. */
export const readBy =
  <T>(schema: z.ZodType<T>) =>
  (text: string): T => {
    const { data, error } = schema.safeParse(text);
    if (error) throw new InvalidArgumentError(error.issues.map(({ message }) => message).join(' '));
    return data;
  };

export const WholeSeconds = z
  .string()
  .regex(/^\d+$/, 'Expected whole seconds, such as 120.')
  .transform((text) => Number(text));

export const PositiveWhole = z
  .string()
  .regex(/^[1-9]\d*$/, 'Expected a whole number above 0, such as 5.')
  .transform((text) => Number(text));

/** One that programs without rights may listen on. */
export const Port = z.coerce
  .number('Expected a port, such as 8080.')
  .int()
  .min(1024, 'Expected a port from 1024 to 65535.')
  .max(65_535, 'Expected a port from 1024 to 65535.');

export const Amount = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'Expected a number, such as 24 or 0.5.')
  .transform((text) => Number(text));

/** Of a help that was asked for, or of a wrong command line; what there is to say has been written. */
export function exitCodeOf({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : EXIT_USAGE;
}
