/** How often what goes wrong. Probabilities are per event named; the presets say what they stand for. */
export const USUAL = {
  /** A port call that fails after the SDK's own repetitions, before or after its effect. */
  call_error: 0.000_02,
  /** A port call at which its process dies. */
  crash: 0.000_05,
  /** A port call at which its process stands still for up to ten minutes. */
  stall: 0.000_005,
  /** A worker whose clock is off by up to two minutes, as nothing sets it. */
  broken_clock: 0.01,
  /** The same of a Lambda, whose clock AWS sets: more than years will bring. EC2's rate limit is met by the clock. */
  broken_lambda_clock: 0,
  event_duplicated: 0.02,
  /** An event that comes minutes late, after others that were sent later. */
  event_delayed: 0.02,
  /** A message on the uploads queue that is no event of an upload, per upload. */
  event_malformed: 0.005,
  /** An event that S3 never sends. */
  event_lost: 0.002,
  /** An SQS message that is there twice. */
  message_doubled: 0.001,
  /** A job's first message that SQS refuses for good. */
  message_refused: 0.000_2,
  /** A change of a job after which nobody can read its row for up to an hour, as if another version had written it. */
  row_unreadable: 0.000_001,
  /** A change of the table that its index shows up to a minute late, and all after it later still. */
  index_late: 0.000_02,
  /** A launch that EC2 answers with capacity errors alone. */
  capacity_error: 0.1,
  /** A launch that EC2 refuses for the rate of calls, whatever its bucket holds. */
  throttled: 0.01,
  /**
   * A spot instance that is taken back, per hour: 5 % of those that live for ten minutes, every fourth within the first
   * hour. AWS's worst published band is above 20 % a month.
   */
  spot_kill_per_hour: 0.3,
  /** Of those, the share without a notice. */
  spot_kill_unannounced: 0.3,
  boot_failed: 0.01,
  /** An event of EC2 that EventBridge does not deliver. */
  instance_event_lost: 0.02,
  /** A file that makes every engine crash. */
  poison_file: 0.001,
  /** A file that holds no audio. */
  bad_file: 0.01,
  empty_file: 0.005,
  /** A client that cancels its job, sooner or later. */
  cancelled: 0.01,
  /** A file on which one engine crashes and the next does not. */
  engine_crash: 0.002,
  /** Receivers that are down for hours, and how many answer 500 now and then. */
  receiver_down: 0.1,
  receiver_error: 0.02,
  /** An attempt that arrived, but whose answer did not. */
  receiver_answer_lost: 0.005,
  /** An attempt that arrived and never ends: its sender is ended by its time limit. */
  receiver_stuck: 0.000_5,
  /** A minute in which the schedule of `reconcile` is skipped, or comes twice. */
  reconcile_skipped: 0.01,
  reconcile_doubled: 0.01,
} as const;

export type Rates = { -readonly [Name in keyof typeof USUAL]: number };

/** Everything at once and often: what years bring, in an hour. */
const DENSE: Rates = {
  ...USUAL,
  call_error: 0.003,
  crash: 0.003,
  stall: 0.0005,
  broken_clock: 0.05,
  event_duplicated: 0.2,
  event_delayed: 0.1,
  event_lost: 0.02,
  event_malformed: 0.05,
  message_doubled: 0.02,
  message_refused: 0.01,
  row_unreadable: 0.002,
  index_late: 0.002,
  throttled: 0.05,
  spot_kill_per_hour: 2,
  boot_failed: 0.05,
  instance_event_lost: 0.3,
  poison_file: 0.01,
  bad_file: 0.03,
  empty_file: 0.02,
  cancelled: 0.1,
  engine_crash: 0.05,
  receiver_down: 0.4,
  receiver_error: 0.1,
  receiver_answer_lost: 0.05,
  receiver_stuck: 0.01,
  reconcile_skipped: 0.1,
  reconcile_doubled: 0.1,
};

const CALM = Object.fromEntries(Object.keys(USUAL).map((name) => [name, 0])) as Rates;

export const PRESETS: Readonly<Record<string, Rates>> = { usual: { ...USUAL }, dense: DENSE, calm: CALM };
