import { describe, expect, it } from 'vitest';
import { emptyFleet } from '../../../core/fleet/fleet.ts';
import { clientToken, ladder } from '../../../core/fleet/launch-ladder.ts';
import { later, NOW } from '../../support/records.ts';

describe('who is asked for workers', () => {
  it.each([
    [
      'spot, then on demand',
      ['spot', 'on-demand'],
      0,
      [
        ['spot', 'all'],
        ['on-demand', 'all'],
      ],
    ],
    ['spot alone', ['spot'], 0, [['spot', 'all']]],
    [
      'on demand first for jobs that spot took away too often',
      ['spot', 'on-demand'],
      2,
      [
        ['on-demand', 2],
        ['spot', 'all'],
      ],
    ],
    ['spot alone where nothing else is allowed', ['spot'], 2, [['spot', 'all']]],
    ['on demand for all where there is nothing else', ['on-demand'], 2, [['on-demand', 'all']]],
  ] as const)('%s', (_what, markets, preferring, asks) => {
    const expected = asks.map(([market, at_most]) => ({ market, at_most: at_most === 'all' ? Infinity : at_most }));
    expect(ladder(markets, preferring)).toEqual(expected);
  });
});

describe('the client token of a launch', () => {
  const fleet = (version: number, born = NOW) => ({ ...emptyFleet(born), version });

  it('fits EC2, and differs by version, purchase option, stage and time of the fleet’s birth', () => {
    const stage = 's'.repeat(60);
    const tokens = [
      clientToken(stage, fleet(1), 'spot'),
      clientToken(stage, fleet(2), 'spot'),
      clientToken(stage, fleet(1, later(1)), 'spot'),
      clientToken(stage, fleet(1), 'on-demand'),
      clientToken('other', fleet(1), 'spot'),
      clientToken(stage, fleet(999_999_999), 'on-demand'),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(Math.max(...tokens.map((token) => token.length))).toBeLessThanOrEqual(64);
  });
});
