import { describe, expect, it } from 'vitest';
import { outcome } from './outcome.ts';
import { skippedIn } from './skipped.ts';

const FROM_VITEST = `
<testcase classname="a.test.ts" name="a root (skipped: needs xz; apt-get install xz-utils) &gt; is made" time="0">
    <skipped/>
</testcase>
<testcase classname="a.test.ts" name="runs" time="0.1">
</testcase>
<testcase classname="b.test.ts" name="left for later" time="0">
    <skipped/>
</testcase>`;
const FROM_PYTEST = `<testcase classname="t" name="test_a" time="0.1" /><testcase classname="t" name="test_b[x]" time="0.0"><skipped type="pytest.skip" message="this FFmpeg cannot write x">/a.py:1: this</skipped></testcase>`;

describe('skipped tests', () => {
  it('are found in a report of vitest, with the reason in their names', () => {
    expect(skippedIn(FROM_VITEST).map(({ reason }) => reason)).toEqual([
      'needs xz; apt-get install xz-utils',
      'without a reason',
    ]);
  });

  it('are found in a report of pytest', () => {
    expect(skippedIn(FROM_PYTEST)).toEqual([{ name: 'test_b[x]', reason: 'this FFmpeg cannot write x' }]);
  });
});

describe('the outcome of all tests', () => {
  const stages = [
    { name: 'rules', ms: 61_400, failed: false },
    { name: 'uploads end to end', ms: 200_000, failed: false },
  ];
  const skipped = [1, 2].map((number) => ({ name: `${number}`, reason: 'needs xz; apt-get install xz-utils' }));

  it('has the time of each stage and of all', () => {
    expect(outcome(stages, [], true)).toEqual({
      failed: false,
      lines: [
        '',
        'rules                1:01',
        'uploads end to end   3:20',
        'all                  4:21',
        'no test was skipped',
      ],
    });
  });

  it('counts what was skipped and says what to install', () => {
    const { failed, lines } = outcome(stages, skipped, false);
    expect(failed).toBe(false);
    expect(lines.slice(-2)).toEqual(['2 tests were skipped:', '  2 × needs xz; apt-get install xz-utils']);
  });

  it('is a failure where nothing may be skipped', () => {
    const { failed, lines } = outcome(stages, skipped, true);
    expect(failed).toBe(true);
    expect(lines.at(-2)).toBe('2 tests were skipped, which REQUIRE_ALL_TESTS=true forbids:');
  });

  it('is a failure when a stage failed, and names it', () => {
    const { failed, lines } = outcome([{ name: 'rules', ms: 500, failed: true }], [], false);
    expect(failed).toBe(true);
    expect(lines[1]).toBe('rules   0:01  FAILED');
  });
});
