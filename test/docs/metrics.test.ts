/** docs/metrics.md has every metric, and none that is not there. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { metrics } from '../../core/operate/metrics.ts';
import { makeWorld } from '../support/world.ts';

it('names every metric, with its labels', async () => {
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  const text = await metrics(makeWorld());
  const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
  const named = [...page.matchAll(/`((?:transcription|scribe_rabbit)_\w+)`/g)].map(([, name = '']) => name);
  expect([...new Set(named)].sort()).toEqual([...families].sort());
  for (const [, name = '', labels = ''] of page.matchAll(/^\| `(\w+)` \| ([^|]*) \|/gm)) {
    const shown = new RegExp(`^${name}(?:_bucket)?\\{(.*)\\} `, 'm').exec(text)?.[1] ?? '';
    const own = [...shown.matchAll(/(\w+)="/g)].map(([, label]) => label);
    expect([name, [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label)]).toEqual([name, own]);
  }
});
