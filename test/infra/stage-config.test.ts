import { describe, expect, it } from 'vitest';
import { StageConfigError } from '../../lib/stage-config.ts';
import { loadStage } from '../../lib/stages/index.ts';

describe('a stage', () => {
  it('behaves as the first design by default: one upload, one worker, none idle', () => {
    expect(loadStage('production')).toMatchObject({
      jobsPerWorker: 1,
      idleSeconds: 0,
      waitingJobsPerWorker: 1,
      markets: ['spot', 'on-demand'],
      maxLifetimeSeconds: 43_200,
      limits: { maxBytes: 5_000_000_000, maxDurationSeconds: 36_000 },
      model: { name: 'kb-whisper-small', source: 'KBLab/kb-whisper-small', languages: ['sv'] },
      removal: 'retain',
      localOnly: { allowLoopbackHttp: false, withoutCustomResources: false },
    });
  });

  it('takes overrides at any depth and replaces lists', () => {
    const overrides = '{"idleSeconds":5,"model":{"languages":["en","sv"]},"instanceTypes":["g6.2xlarge"]}';
    expect(loadStage('local', overrides)).toMatchObject({
      idleSeconds: 5,
      model: { name: 'kb-whisper-small', languages: ['en', 'sv'] },
      instanceTypes: ['g6.2xlarge'],
      localOnly: { allowLoopbackHttp: true },
    });
  });

  it('names every wrong field at once, with what was expected', () => {
    const wrong = {
      region: 'eu-north-1',
      zones: ['us-east-1a'],
      image: { zone: 'us-east-1a' },
      instanceTypes: ['big'],
      maxWorkers: 0,
      idleSeconds: -1,
      markets: ['spot', 'spot'],
      logRetentionDays: 31,
      model: { languages: ['Swedish'] },
      limits: { maxBytes: '5 GB' },
      alarms: { email: 'nobody' },
      page: { origins: ['https://*.example/'] },
      idelSeconds: 3,
      localOnly: { allowLoopbackHttp: true },
    };
    const message = messageOf(() => loadStage('production', wrong));

    expect(message).toContain('zones: expected zones of region eu-north-1');
    expect(message).toContain('image.zone: expected a zone of region eu-north-1');
    expect(message).toContain('instanceTypes.0: expected an EC2 instance type');
    expect(message).toContain('maxWorkers: Too small');
    expect(message).toContain('idleSeconds: Too small');
    expect(message).toContain('markets: expected each purchase option once');
    expect(message).toContain('logRetentionDays: Invalid option');
    expect(message).toContain('model.languages.0: expected a language code of two or three letters such as "sv"');
    expect(message).toContain('limits.maxBytes: Invalid input: expected number, received string');
    expect(message).toContain('alarms.email: Invalid email address');
    expect(message).toContain('page.origins.0: expected an origin such as https://transcripts.example');
    expect(message).toContain('Unrecognized key: "idelSeconds"');
    expect(message).toContain('localOnly: expected every switch false');
    expect(message).toContain('correct lib/stages/production.ts or the context "overrides"');
  });

  it('is refused by name when there is none of that name', () => {
    expect(messageOf(() => loadStage('prod'))).toContain('unknown stage "prod", expected one of production, local');
  });

  it.each(['{"idleSeconds":', '5', '["a"]'])('refuses overrides that are no JSON object: %s', (overrides) => {
    expect(messageOf(() => loadStage('local', overrides))).toContain('expected a JSON object such as');
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof StageConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused, expected a StageConfigError');
}
