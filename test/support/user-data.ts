import type { UserData } from '../../core/contracts/settings.ts';

export function makeUserData(userData: Partial<UserData> = {}): UserData {
  return {
    schema: 1,
    stage: 'test',
    region: 'eu-north-1',
    table_name: 'jobs',
    bucket_name: 'bucket',
    jobs_queue_url: 'https://sqs.test/jobs',
    deliveries_queue_url: 'https://sqs.test/deliveries',
    secrets_key_arn: 'arn:aws:kms:eu-north-1:000000000000:key/1',
    model: { name: 'demo', languages: ['sv'], tasks: ['transcribe'], source: '/models/demo' },
    idle_seconds: 60,
    jobs_per_worker: 0,
    max_lifetime_seconds: 43_200,
    limits: { max_bytes: 5_000_000_000, max_duration_seconds: 36_000 },
    max_webhook_bytes: 5_000_000,
    prices: {},
    webhook_limits: { rate_per_second: 20, burst: 100, max_in_flight: 5 },
    callback_rules: { allow_loopback_http: false, ports: [443, 8443] },
    ...userData,
  };
}
