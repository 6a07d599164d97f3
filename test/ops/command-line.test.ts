import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Call, carryOut, withSharedOptions } from '../../bin/ops/command.ts';
import { copyCommand } from '../../bin/ops/copy-command.ts';
import { columns, span } from '../../bin/ops/layout.ts';
import { exitCodeAfter, explain, OperatorError } from '../../bin/ops/operator-error.ts';
import { opsProgram } from '../../bin/ops/program.ts';
import { StageConfigError } from '../../lib/stage-config.ts';
import { commandLine } from '../../local/command-line.ts';
import { answerTo } from '../support/command-line.ts';
import { makeJob } from '../support/records.ts';

/** What a command is called with, and what it says, when these words are typed after its name. */
async function typed(...words: string[]) {
  vi.stubEnv('AWS_REGION', 'eu-north-1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const calls: Call[] = [];
  const outcome = { report: { found: 1 }, text: 'found 1', ok: true, changes: true };
  const command = commandLine('look', 'Looks.').action((_options, self) =>
    carryOut(self, async (call) => {
      calls.push(call);
      return outcome;
    }),
  );
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await withSharedOptions(command).parseAsync(words, { from: 'user' });
  return { calls, stdout: stdout.mock.calls.map(([text]) => text).join('') };
}

describe('a command', () => {
  it('changes nothing by default, and says so', async () => {
    const { calls, stdout } = await typed('--stage', 'production');
    expect(calls).toEqual([{ apply: false, target: expect.objectContaining({ stage: 'production' }) }]);
    expect(stdout).toBe(
      'stage production, eu-north-1\n\nfound 1\n\nNothing was changed. Run it with --yes to do it.\n',
    );
  });

  it.each(['--yes', '--apply'])('acts with %s', async (flag) => {
    const { calls, stdout } = await typed('--stage', 'production', flag, '--json');
    expect(calls).toEqual([expect.objectContaining({ apply: true })]);
    expect(JSON.parse(stdout)).toEqual({
      command: 'look',
      stage: 'production',
      region: 'eu-north-1',
      place: 'aws',
      applied: true,
      found: 1,
    });
  });
});

const answerToOps = (...words: string[]) => answerTo(() => opsProgram().parseAsync(words, { from: 'user' }));

describe('a wrong command line', () => {
  it.each([
    ['a command that is none', ['sweap'], /unknown command 'sweap'\n\(Did you mean sweep\?\)/],
    ['no command', [], /Commands:\n {2}workers/],
    ['an option that is none', ['workers', '--force'], /unknown option '--force'/],
    ['a value that is none', ['sweep', '--older-than', 'a'], /'a' is invalid\. Expected whole seconds, such as 120\./],
    ['no number', ['redrive', '--limit', '0'], /'0' is invalid\. Expected a whole number above 0/],
    ['no time', ['redeliver', '--failed-since', 'soon'], /Expected a time such as 2026-03-01T12:00:00Z, or a span/],
    ['a queue that is none', ['redrive', 'job'], /Allowed choices are uploads, jobs, deliveries\./],
    ['a word too many', ['resume', 'now'], /too many arguments for 'resume'\. Expected 0 arguments but got 1/],
    ['no job', ['purge'], /missing required argument 'job-id'/],
    ['nothing to send', ['redeliver'], /expected ids, or --failed-since/],
    ['nothing to do with keys', ['keys'], /missing required argument 'action'/],
    ['nothing that is done with keys', ['keys', 'delete'], /Allowed choices are list, make, rotate, limit, disable\./],
    ['no key to limit', ['keys', 'limit', '--usd-per-month', '1'], /expected a KEY_ID with rotate, limit/],
    ['no key to rotate', ['keys', 'rotate'], /expected a KEY_ID with rotate, limit and disable/],
    ['a key to list', ['keys', 'list', 'id'], /expected a KEY_ID with rotate, limit and disable, and else none/],
    ['nobody to make a key for', ['keys', 'make'], /expected --tenant with make/],
    [
      'another tenant for a key',
      ['keys', 'rotate', 'id', '--tenant', 'a'],
      /expected --tenant with make, and else none/,
    ],
    ['other rights for a key', ['keys', 'rotate', 'id', '--operator'], /names and rights are for make/],
    ['other limits for a key', ['keys', 'rotate', 'id', '--usd-per-month', '1'], /limits are for make and limit/],
    ['a time for a new key', ['keys', 'make', '--tenant', 'a', '--overlap-hours', '1'], /is for rotate/],
    ['no hours', ['keys', 'rotate', 'id', '--overlap-hours', 'day'], /Expected a number, such as 24 or 0\.5\./],
    ['ids and a time', ['redeliver', 'id', '--failed-since', '24h'], /expected ids, or --failed-since/],
  ])('with %s is refused with the usage', async (_what, words, message) => {
    const { exitCode, stderr } = await answerToOps(...words);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('Usage: npm run ops -- ');
  });
});

describe('--help', () => {
  it('lists the commands, each with what it does', async () => {
    const { exitCode, stdout } = await answerToOps('--help');
    expect(exitCode).toBe(0);
    for (const command of opsProgram().commands) {
      expect(stdout).toMatch(new RegExp(`^  ${command.name()} .*  ${command.summary().slice(0, 20)}`, 'm'));
    }
  });

  it.each(opsProgram().commands.map((command) => command.name()))(
    'of %s shows its options and examples',
    async (name) => {
      const { exitCode, stdout } = await answerToOps(name, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: npm run ops -- ${name} \\[options\\]`));
      expect(stdout).toMatch(/--stage <name>.*--yes, --apply.*--json/s);
      expect(stdout).toContain(`Examples:\n  npm run ops -- ${name} `);
    },
  );
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

  it.each([
    [new OperatorError('no'), 1],
    [new OperatorError('no', 2), 2],
    [new StageConfigError('unknown stage'), 2],
    [new Error('a fault'), 1],
  ])('and ends the process: %s with %i', (error, exitCode) => {
    expect(exitCodeAfter(error)).toBe(exitCode);
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
