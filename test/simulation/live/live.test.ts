/** Quick runs of live updates on a simulated AWS; `npm run simulate:live` is the long one. */
import { describe, expect, it } from 'vitest';
import { DEFAULTS, type LiveOptions } from './options.ts';
import type { LiveService } from './service.ts';
import { simulateLive } from './simulation.ts';

const SMALL: LiveOptions = {
  ...DEFAULTS,
  jobs: 60,
  sockets: 60,
  arrival_seconds: 300,
  audio_seconds: 1200,
  socket_seconds: 30,
  away_seconds: 5,
  interrupted: 0.3,
};
const brokenIn = async (changes: (service: LiveService) => void) =>
  (await simulateLive(SMALL, changes)).violations.map(({ what }) => what);

describe('clients whose sockets break off every half a minute, and jobs of which every third is interrupted', () => {
  it.each(['test/1', 'test/2', 'test/3'])('are told all of their job, and nothing twice: seed %s', async (seed) => {
    const report = await simulateLive({ ...SMALL, seed });
    expect([report.violations, report.repeats, report.logged]).toEqual([[], 0, {}]);
    expect(report.sockets_opened).toBeGreaterThan(4 * SMALL.sockets);
  });
});

it('who is away for longer than anybody counts as listening is told how the job is now, or what follows', async () => {
  const report = await simulateLive({ ...SMALL, socket_seconds: 120, away_seconds: 150 });
  expect(report.violations).toEqual([]);
  expect(report.snapshots).toBeGreaterThan(SMALL.sockets);
});

it('who does as docs/live.md says is told all of it, also when runs of fan-out break off', async () => {
  const report = await simulateLive({ ...SMALL, crash: 0.01 });
  expect(report.violations).toEqual([]);
  expect(report.repeats).toBeGreaterThan(0);
});

it('nothing is written while nobody listens, to the table and to the sockets', async () => {
  const report = await simulateLive({ ...SMALL, sockets: 0 });
  expect([report.units_written, report.events_written, report.gigabytes_sent]).toEqual([0, 0, 0]);
  const { many } = report.bill.find(({ what }) => what.startsWith('units read')) ?? { many: 0 };
  expect(many).toBeGreaterThan(SMALL.jobs);
});

it('beside those that are listened to, nothing is written of the others', async () => {
  const channels = new Set<string>();
  const told = (service: LiveService) => {
    const send = service.live.on_event;
    service.live.on_event = (channel, event) => {
      channels.add(channel);
      send?.(channel, event);
    };
  };
  await simulateLive({ ...SMALL, jobs: 2 * SMALL.jobs }, told);
  expect(channels.size).toBe(SMALL.sockets);
});

describe('sees', () => {
  it('what a message that is lost on its way leaves out', async () => {
    const seen = await brokenIn(({ gateway }) => {
      const take = gateway.post.bind(gateway);
      let posts = 0;
      gateway.post = async (id, message) => (++posts % 50 === 0 ? 'sent' : take(id, message));
    });
    expect(seen).toContain('a segment out of its place');
  });

  it('what is sent twice', async () => {
    const report = await simulateLive(SMALL, ({ gateway }) => {
      const take = gateway.post.bind(gateway);
      gateway.post = async (id, message) => {
        await take(id, message);
        return take(id, message);
      };
    });
    expect(report.repeats).toBeGreaterThan(SMALL.sockets);
  });

  it('what a worker does not tell', async () => {
    const seen = await brokenIn(({ live }) => {
      const append = live.appendEvent.bind(live);
      live.appendEvent = async (channel, event) => event.type === 'segments' || append(channel, event);
    });
    expect(seen).toContain('missed something');
  });
});
