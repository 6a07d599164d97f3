export type LiveOptions = {
  seed: string;
  jobs: number;
  /** Jobs that somebody listens to, each over a socket of its own. */
  sockets: number;
  /** Within which all jobs are registered. */
  arrival_seconds: number;
  audio_seconds: number;
  /** Seconds of audio that a worker transcribes in a second. */
  realtime_factor: number;
  /** From registration to the worker's claim, in the middle. */
  wait_seconds: number;
  /** How long a socket holds, and how long its client takes to come again, on average. */
  socket_seconds: number;
  away_seconds: number;
  /** Of attempts that end before the file does. */
  interrupted: number;
  /** A call of `fan-out` at which it ends. */
  crash: number;
};

/** An hour of audio on a T4 (44 × real time); sockets break off more often than networks do. */
export const DEFAULTS: LiveOptions = {
  seed: '1',
  jobs: 10_000,
  sockets: 10_000,
  arrival_seconds: 3600,
  audio_seconds: 3600,
  realtime_factor: 44,
  wait_seconds: 120,
  socket_seconds: 120,
  away_seconds: 20,
  interrupted: 0.05,
  crash: 0,
};
