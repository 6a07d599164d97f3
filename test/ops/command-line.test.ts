import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Command, readWords, Seconds } from '../../bin/ops/command.ts';
import { copyCommand } from '../../bin/ops/copy-command.ts';
import { columns, span } from '../../bin/ops/layout.ts';
import { explain, OperatorError } from '../../bin/ops/operator-error.ts';
import { makeJob } from '../support/records.ts';

const Values = z.object({ all: z.boolean().default(false), limit: Seconds.default(7) });
const COMMAND: Command<z.infer<typeof Values>> = {
  summary: 'does it',
  usage: 'Usage: this way',
  options: { all: { type: 'boolean' }, limit: { type: 'string' } },
  values: Values,
  run: async () => ({ report: {}, text: '', ok: true, changes: false }),
};

describe('a command line', () => {
  it('changes nothing by default', () => {
    expect(readWords(COMMAND, ['job-1', '--stage', 'production'])).toEqual({
      target: expect.objectContaining({ stage: 'production' }),
      values: { all: false, limit: 7 },
      words: ['job-1'],
      apply: false,
      json: false,
      help: false,
    });
  });

  it.each(['--yes', '--apply'])('acts with %s', (flag) => {
    expect(readWords(COMMAND, [flag, '--all', '--json'])).toMatchObject({
      apply: true,
      json: true,
      values: { all: true },
    });
  });

  it.each([
    ['an option that is none', ['--force'], /'--force'/],
    ['a value that is none', ['--limit', 'many'], /--limit: expected whole seconds, such as 120/],
  ])('with %s is refused, with the usage', (_what, args, message) => {
    const refused = () => readWords(COMMAND, args);
    expect(refused).toThrow(message);
    expect(refused).toThrow(/Usage: this way/);
    expect(refused).toThrow(expect.objectContaining({ exitCode: 2 }));
  });
});

describe('what went wrong is told', () => {
  const named = (name: string) => Object.assign(new Error('said no'), { name, $metadata: {} });

  it.each([
    [new OperatorError('do this'), /^do this$/],
    [named('AccessDeniedException'), /^AccessDeniedException: said no\ndo: .*Rights of an operator/],
    [named('CredentialsProviderError'), /aws sts get-caller-identity/],
    [Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {}), /check the region, the network/],
  ])('%s', (error, text) => {
    expect(explain(error)).toMatch(text);
  });

  it('with its trace when it is a fault of ours', () => {
    expect(explain(new TypeError('x is undefined'))).toContain('command-line.test.ts');
  });
});

describe('the command that makes a new job of a failed one', () => {
  it('names the version, and quotes what a shell would read otherwise', () => {
    const job = makeJob({ bucket: 'files', s3_key: "transcription_upload/a/it's å+%.mp3", s3_version_id: 'v 1' });
    expect(copyCommand(job)).toBe(
      "aws s3api copy-object --bucket files --key 'transcription_upload/a/it'\\''s å+%.mp3' " +
        "--copy-source 'files/transcription_upload/a/it'\\''s%20%C3%A5%2B%25.mp3?versionId=v%201' --storage-class STANDARD",
    );
  });
});

describe('tables', () => {
  it('are as wide as what stands in them', () => {
    expect(
      columns(
        ['A', 'B', ''],
        [
          ['long', null, 'x'],
          ['s', 12, ''],
        ],
      ),
    ).toBe('A     B\nlong  -   x\ns     12');
  });

  it.each([
    [0, '0 s'],
    [119, '119 s'],
    [121, '2 min'],
    [7_200, '2 h'],
    [172_800, '2 d'],
  ])('say %d seconds as %s', (seconds, text) => {
    expect(span(seconds)).toBe(text);
  });
});
