import { describe, expect, it } from 'vitest';
import type { Notices } from '../../adapters/aws/instance-metadata.ts';
import { SpotInterruptionError } from '../../core/shared/errors.ts';
import { waitFor } from '../../local/wait.ts';
import { watchSpotNotices } from '../../worker-ami/worker/spot-notices.ts';
import { MemoryLog } from '../support/memory/log.ts';

const NOTHING: Notices = { interruption: undefined, rebalance: undefined };
const LIMIT = { limitMs: 5_000, everyMs: 5 };

describe('the notices of EC2', () => {
  it('say nothing for as long as there is nothing to say', async () => {
    const watched = watch([NOTHING]);
    await watched.asked(5);
    expect([watched.shutdown.aborted, watched.drain.aborted]).toEqual([false, false]);
    expect(watched.log.lines).toEqual([]);
  });

  it('of an interruption stop the worker, and are asked for no more', async () => {
    const watched = watch([NOTHING, { ...NOTHING, interruption: '2026-03-01T12:02:00Z' }]);
    await watched.asked(2);
    await waitFor('the shutdown', async () => watched.shutdown.aborted || undefined, LIMIT);
    expect(watched.shutdown.reason).toBeInstanceOf(SpotInterruptionError);
    expect(String(watched.shutdown.reason)).toContain('2026-03-01T12:02:00Z');
    expect(watched.reads()).toBe(2);
  });

  it('of a rebalance let it finish, and an interruption afterwards stops it', async () => {
    const rebalance = { ...NOTHING, rebalance: '2026-03-01T12:00:00Z' };
    const watched = watch([rebalance, rebalance, rebalance, { ...rebalance, interruption: '2026-03-01T12:02:00Z' }]);
    await watched.asked(3);
    expect(watched.drain.aborted).toBe(true);
    await waitFor('the shutdown', async () => watched.shutdown.aborted || undefined, LIMIT);
    expect(watched.log.at('warn')).toHaveLength(2);
  });

  it('that cannot be read are asked for again', async () => {
    const watched = watch([new Error('timeout'), { ...NOTHING, interruption: 'soon' }]);
    await waitFor('the shutdown', async () => watched.shutdown.aborted || undefined, LIMIT);
    expect(watched.log.at('warn')[0]).toContain('could not be read');
  });
});

/** Reads these one after the other, and the last one again and again. */
function watch(notices: (Notices | Error)[]) {
  const log = new MemoryLog();
  const [shutdown, drain] = [new AbortController(), new AbortController()];
  let reads = 0;
  const read = async () => {
    const next = notices[Math.min(reads, notices.length - 1)] ?? NOTHING;
    reads += 1;
    if (next instanceof Error) throw next;
    return next;
  };
  watchSpotNotices(read, { shutdown, drain }, log, 1);
  const asked = (times: number) =>
    waitFor(`${times} questions`, async () => (reads >= times ? true : undefined), LIMIT);
  return { shutdown: shutdown.signal, drain: drain.signal, log, asked, reads: () => reads };
}
