/** The parts of the stage configuration, each field with its default and the reason for it. */
import { z } from 'zod';

export const InstanceType = z
  .string()
  .regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, 'expected an EC2 instance type such as "g5.xlarge"');
export const Seconds = z.int().positive();
const Days = z.int().positive();

export const Image = z.strictObject({
  /** Whether this stage builds images. Default true; false where another stage's `imageParameter` is used. */
  build: z.boolean().default(true),
  /**
   * Types that an image is built and tested on, whichever there is. Default g4dn.xlarge and, where the zone has none left, g5.xlarge:
   * only with a GPU is the engine tested on one.
   */
  instanceTypes: z.array(InstanceType).min(1).default(['g4dn.xlarge', 'g5.xlarge']),
  /** Zone that images are built in. Default: the stage's first. Another where that one has none of the types. */
  zone: z.string().optional(),
  /** Images that are kept, the newest first. Default 3: two to go back to. */
  keep: z.int().min(1).default(3),
  /** Size of an image's disk in GiB. Default 12: system, driver and libraries take 6; a large model 3 more. */
  sizeGib: z.int().min(8).default(12),
});

export const Limits = z.strictObject({
  /** Bytes of one upload. Default 5 GB: the largest object that one S3 PUT can make. */
  maxBytes: z.int().positive().default(5_000_000_000),
  /** Seconds of audio in one upload. Default 10 h: transcribed well within the hard limit of 11 h per job. */
  maxDurationSeconds: Seconds.default(36_000),
  /** Hours of audio that a tenant may have transcribed in a day, unless its key says otherwise. Default: as many as come. */
  audioHoursPerDay: z.number().positive().optional(),
  /** USD that a tenant's jobs may cost in a month, unless its key says otherwise. Default: what they cost. */
  usdPerMonth: z.number().positive().optional(),
  /** Jobs that a tenant may have in the queue or at work at once, unless its key says otherwise. Default: as many as come. */
  concurrentJobs: z.int().positive().max(100).optional(),
  /** USD that all jobs together may cost in a month; then no worker is launched until the next. Default: what they cost. */
  stageUsdPerMonth: z.number().positive().optional(),
});

export const Api = z.strictObject({
  /** Requests per second that one API key may sustain. Default 20: ten clients that register and poll. */
  requestsPerSecond: z.number().positive().default(20),
  /** Requests that may come at once. Default 100: a batch job registers all its files before it uploads. */
  burst: z.int().positive().default(100),
  /** Requests per key and month. Default 5 million: stops a loop gone wild, no honest client. */
  requestsPerMonth: z.int().positive().default(5_000_000),
  /** Requests per second of all keys, and of callers without one. Default 200: an account's 10,000 are for its other APIs too. */
  totalRequestsPerSecond: z.number().positive().default(200),
  /** Requests of all that may come at once. Default 500. */
  totalBurst: z.int().positive().default(500),
  /**
   * Requests per second of everybody to each route that needs no key. Default 2: what looks whether the service is up comes
   * every few seconds, and a flood costs little (docs/cost.md).
   */
  openRequestsPerSecond: z.number().positive().default(2),
  /** Files of the page per second, which have up to 1.7 MB each. Default 0.2: the burst is a handful of readers at once. */
  pageFilesPerSecond: z.number().positive().default(0.2),
  /** Requests to each of these routes that may come at once. Default 20. */
  openBurst: z.int().positive().default(20),
});

/** The page for people, or false for a stage without one. */
export const Page = z.union([
  z.literal(false),
  z.strictObject({
    /** Requests per second of everybody for each of its routes. Default 5: its files are small, and a flood costs little. */
    requestsPerSecond: z.number().positive().default(5),
    /** Requests that may come at once. Default 100: a class that opens it together. */
    burst: z.int().positive().default(100),
    /** Origins of domains that stand before the API, so that the page may send files from there. Default: none. */
    origins: z
      .array(
        z.string().regex(/^https:\/\/[a-z0-9.-]+(:\d+)?$/, 'expected an origin such as https://transcripts.example'),
      )
      .max(20)
      .default([]),
  }),
]);

export const Live = z.strictObject({
  /** Requests for events that may wait at once, of all clients. Default 4: each is a Lambda, of which a new account may run 10. */
  polls: z.int().positive().default(4),
  /**
   * Lambdas kept for such requests, and for no more of them: some more than `polls`, for those that are answered at once. Default: none are
   * kept, as an account must have 100 left for the rest and a new one has 10 in all.
   */
  reservedConcurrency: z.int().positive().optional(),
  /** Sockets that are opened, and pings, per second, of everybody. Default 100: what comes without a ticket costs little. */
  socketsPerSecond: z.number().positive().default(100),
  /** Of these that may come at once. Default 500, as many as API Gateway opens in a second. */
  socketBurst: z.int().positive().default(500),
});

export const Webhooks = z.strictObject({
  /** Ports that a callback URL may name. Default 443 and 8443, what a server on the internet has for https. */
  ports: z.array(z.int().min(1).max(65_535)).min(1).default([443, 8443]),
  /** Webhooks per second to one host. Default 20: above the 17 of 60,000 jobs an hour that all go to one receiver. */
  requestsPerSecond: z.number().positive().default(20),
  /** Webhooks that may go to one host at once after a quiet time. Default 100. */
  burst: z.int().positive().default(100),
  /**
   * Attempts under way to one host. Default 5: a receiver that takes its 15 s for each holds half of what a new account
   * may run at once, and one that takes 0.25 s still gets its 20 a second.
   */
  maxInFlight: z.int().positive().default(5),
  /** Webhooks that the service sends at once, the workers' first attempts apart. Default 100: twenty slow hosts. */
  maxConcurrency: z.int().min(2).max(1000).default(100),
});

export const Retention = z.strictObject({
  /**
   * Days that a callback's upload location is good for without an upload; each extends it. Default 90: a client that sends
   * something every quarter keeps its own, and one that leaked or was never used ends.
   */
  registrationDays: Days.default(90),
  /** Days that uploaded audio is kept. Default 30: time to ask for a second transcription. */
  uploadDays: Days.default(30),
  /** Days that results are kept. Default 90. */
  resultDays: Days.default(90),
  /** Days that webhook bodies are kept. Default 30: the last retry comes within 4 days, the rest is for questions. */
  deliveryDays: Days.default(30),
  /** Days that a half-done job's checkpoints are kept. Default 14: its message lives no longer. */
  checkpointDays: Days.default(14),
  /** Days that a replaced or deleted object can be brought back. Default 7. */
  oldVersionDays: Days.default(7),
  /** Days after which the parts of an upload that was never finished are dropped; they are billed. Default 2. */
  unfinishedUploadDays: Days.default(2),
  /** Days that the bucket's access logs are kept. Default 90. */
  accessLogDays: Days.default(90),
});

export const Alarms = z.strictObject({
  /** Receives every alarm, after confirming the subscription. Default: nobody; the SNS topic is there to subscribe to. */
  email: z.email().optional(),
  /** Seconds the oldest job may stay in the queue before the alarm. Default 1 h; waiting for spot capacity is normal. */
  oldestJobSeconds: Seconds.default(3600),
  /** Percent of the jobs that are done or failed for a fault of the service, in a quarter of an hour, before the alarm. Default 10. */
  errorPercent: z.number().positive().max(100).default(10),
  /** Seconds of work that jobs may take on average in a quarter of an hour before the alarm. Default 1 h. */
  workSeconds: Seconds.default(3600),
  /** Jobs that may wait for a worker for a quarter of an hour before the alarm. Default 1000. */
  waitingJobs: z.int().positive().default(1000),
});

export const Capacity = z.strictObject({
  /** Seconds before EC2 is asked again after it refused every worker; doubled with each refusal. Default 15. */
  firstWaitSeconds: z.number().positive().default(15),
  /** The longest of these waits. Default 15 min. Quotas, which take a person to raise, are waited for four times as long. */
  longestWaitSeconds: z.number().positive().default(900),
  /**
   * Hours after which a job that found no worker is failed as `capacity_unavailable`. Default 72; at most 13 days, as the
   * queue forgets a job after 14.
   */
  giveUpHours: z.number().positive().max(312).default(72),
});

export const LostUploads = z.strictObject({
  /** Seconds from one search for uploads without a job to the next. Default 1 h: a search lists the bucket's uploads. */
  everySeconds: z.number().positive().default(3600),
  /** Seconds that an upload's own event is waited for. Default 15 min: it takes seconds, rarely a minute. */
  settleSeconds: z.number().nonnegative().default(900),
});

export const LocalOnly = z.strictObject({
  /** Accepts http:// callbacks to a loopback address: a receiver on the same machine. Default false. */
  allowLoopbackHttp: z.boolean().default(false),
  /** Leaves out what CloudFormation can only do through a helper Lambda, which a local cloud may lack. Default false. */
  withoutCustomResources: z.boolean().default(false),
  /** Leaves out the logs of the VPC's traffic, of which a local cloud has none. Default false. */
  withoutFlowLogs: z.boolean().default(false),
  /** Id of the REST API, which AWS draws and a local cloud takes, so that its address stays. Default: as it is drawn. */
  apiId: z.string().optional(),
  /** Leaves out the alarms that compare two numbers, which a local cloud cannot. Default false. */
  withoutMetricMath: z.boolean().default(false),
});
