/** What went wrong with a post, in words for the client: no address, no path and no stack of ours. */
import type { AttemptErrorCode } from '../../core/contracts/webhooks.ts';

/** The URL or an address behind its name is none that we call. */
export class RefusedAddressError extends Error {
  override name = 'RefusedAddressError';
}

/** The attempt has used up its time. */
export class OutOfTimeError extends Error {
  override name = 'OutOfTimeError';
}

export type TransportFailure = { code: AttemptErrorCode; error: string; detail: string };

/** Node's and OpenSSL's codes, in the order they are tried. */
const KINDS: [codes: RegExp, kind: AttemptErrorCode, words: string][] = [
  [/^(ENOTFOUND|ENODATA|EAI_)/, 'name_not_found', 'the host name could not be resolved'],
  [/^(ETIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)/, 'timeout', 'the receiver did not answer in time'],
  [
    /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_|SELF_SIGNED|UNABLE_TO_|HOSTNAME_|EPROTO)/,
    'tls_failed',
    'no trusted TLS connection',
  ],
  [/^HPE_/, 'invalid_answer', 'the answer is not HTTP, or its headers are too large'],
];

/** @param timeoutMs what the attempt was given in all */
export function transportFailure(thrown: unknown, timeoutMs: number): TransportFailure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const detail = error.message;
  if (error instanceof RefusedAddressError) {
    return { code: 'address_refused', error: 'the callback URL leads to an address that is not called', detail };
  }
  if (error instanceof OutOfTimeError) {
    return { code: 'timeout', error: `no answer within ${timeoutMs / 1000} s`, detail };
  }
  const { code = '' } = error as NodeJS.ErrnoException;
  const [, kind, words] = KINDS.find(([codes]) => codes.test(code)) ?? [
    '',
    'connection_failed',
    'the connection failed',
  ];
  return { code: kind as AttemptErrorCode, error: code === '' ? `${words}` : `${words} (${code})`, detail };
}
