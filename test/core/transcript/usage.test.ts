import { describe, expect, it } from 'vitest';
import { secondsOfEarlierAttempts, usageOf } from '../../../core/transcript/usage.ts';
import { makeDone } from '../../support/memory/engine.ts';
import { makeJob } from '../../support/records.ts';

const DONE = makeDone({ duration_seconds: 60, speech_seconds: 50, transcribe_seconds: 6 });
const SPENT = { boot_seconds: 30, model_load_seconds: 3, download_seconds: 1, own_seconds: 10 };
const job = makeJob({ uploaded_at: '2026-01-01T00:00:00.000Z', started_at: '2026-01-01T00:00:40.000Z' });

describe('the usage of a job', () => {
  it('charges boot and work at the price of the worker', () => {
    const worker = { instance_type: 'g4dn.xlarge', market: 'spot' as const, prices: { 'g4dn.xlarge': { spot: 0.36 } } };
    expect(usageOf(job, DONE, worker, SPENT)).toEqual({
      audio_seconds: 60,
      speech_seconds: 50,
      queue_seconds: 40,
      boot_seconds: 30,
      model_load_seconds: 3,
      download_seconds: 1,
      transcribe_seconds: 6,
      instance_type: 'g4dn.xlarge',
      market: 'spot',
      price_usd_per_hour: 0.36,
      usd: 0.004,
    });
  });

  it('counts from the first claim, and charges every attempt at its own price', () => {
    const attempt = { instance_id: 'i-1', instance_type: 'g5.xlarge', market: 'on-demand' as const };
    const attempts = [
      { ...attempt, attempt: 1, started_at: '2026-01-01T00:00:20.000Z', ended_at: '2026-01-01T00:01:00.000Z' },
      { ...attempt, attempt: 2, started_at: '2026-01-01T00:00:40.000Z' },
    ];
    const resumed = { ...job, attempt: 2, attempts };
    const prices = { 'g4dn.xlarge': { spot: 0.36 }, 'g5.xlarge': { 'on-demand': 0.9 } };
    const usage = usageOf(resumed, DONE, { instance_type: 'g4dn.xlarge', market: 'spot', prices }, SPENT);
    // 40 s at 0.25 mUSD a second, and 40 s at 0.1
    expect(usage).toMatchObject({ queue_seconds: 20, usd: 0.014 });
    expect(secondsOfEarlierAttempts(resumed)).toBe(40);
  });

  it('charges of an attempt that had others beside it its share', () => {
    const attempts = [
      {
        ...{ attempt: 1, instance_id: 'i-1', instance_type: 'g4dn.xlarge', market: 'spot', share: 0.25 },
        ...{ started_at: '2026-01-01T00:00:20.000Z', ended_at: '2026-01-01T00:01:00.000Z' },
      },
    ];
    const worker = { instance_type: 'g4dn.xlarge', market: 'spot' as const, prices: { 'g4dn.xlarge': { spot: 0.36 } } };
    // 40 s at 0.1 mUSD a second, and 10 of 40 s
    expect(usageOf({ ...job, attempt: 2, attempts }, DONE, worker, SPENT).usd).toBe(0.005);
  });

  it('has no amount where no price is known', () => {
    const worker = { instance_type: 'g6.xlarge', market: 'on-demand' as const, prices: { 'g6.xlarge': { spot: 1 } } };
    expect(usageOf(job, DONE, worker, SPENT)).toMatchObject({ price_usd_per_hour: null, usd: null });
  });
});
