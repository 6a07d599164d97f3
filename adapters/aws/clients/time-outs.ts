/**
 * The SDK waits for ever by default; a connection that went dead would hold a job until its worker is too old. Long
 * polling takes 20 s, so an answer may take 30 s to begin, and a body that says nothing for as long is given up.
 */
export const TIME_OUTS = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  socketTimeout: 30_000,
  throwOnRequestTimeout: true,
} as const;
