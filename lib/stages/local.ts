import type { StageFile } from '../stage-config.ts';

/** The whole stack on one machine: nothing outlives it, nothing throttles its tests. */
export const local: StageFile = {
  stage: 'local',
  region: 'us-east-1',
  zones: ['us-east-1a', 'us-east-1b'],
  bucketName: 'transcription-local',
  maxWorkers: 2,
  image: { build: false },
  removal: 'destroy',
  logRetentionDays: 1,
  // Each is a process of some 80 MB here.
  webhooks: { maxConcurrency: 8 },
  api: {
    requestsPerSecond: 1000,
    burst: 2000,
    totalRequestsPerSecond: 1000,
    totalBurst: 2000,
    openRequestsPerSecond: 1000,
    pageFilesPerSecond: 1000,
    openBurst: 2000,
  },
  page: { requestsPerSecond: 1000, burst: 2000 },
  localOnly: {
    allowLoopbackHttp: true,
    withoutCustomResources: true,
    withoutFlowLogs: true,
    withoutMetricMath: true,
    apiId: 'transcription',
  },
};
