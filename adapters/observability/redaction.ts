/**
 * What no log line may hold: secrets, keys, signatures, links that anyone could open. Values are left out by the name of
 * their field, at any depth, and out of text by the marks that such values carry. A text that holds a secret without
 * any mark cannot be told from another: no such text may be logged.
 */

const REDACTED = '[redacted]';

/** A line of a log is read by people; what clients send may be of any length. */
const MAX_TEXT = 20_000;

/** Names of fields, without case, hyphens and underscores. */
const SECRET_FIELDS =
  /^(secrets?|.*(callback|client)secret|.*password|.*authorization|x?apikey|.*cookie|.*signature|.*(security|session|access)token|.*secretaccesskey|xamzcredential|.*privatekey)$/;

const NAMES =
  'callback_secret|secret|password|authorization|x-api-key|api_key|apikey|cookie|webhook-signature|secretaccesskey|sessiontoken';
/** A quoted value ends with the quote that it began with, escaped as often (JSON in JSON), or where the text was cut off. */
const QUOTED = String.raw`(?<escapes>\\*)(?<quote>["']).*?(?:(?<!\\)\k<escapes>\k<quote>|$)`;
const BARE = String.raw`[^\s,;&}"']+(?: [^\s,;&}"']+)?`;
/** The same names inside a text: JSON, headers, form fields, what Node prints. */
const FIELD_IN_TEXT = new RegExp(String.raw`(?<name>(?:${NAMES})\\*["']?\s*[:=]\s*)(?:${QUOTED}|${BARE})`, 'gis');

const MARKED: [mark: RegExp, instead: string][] = [
  [/whsec_[A-Za-z0-9+/=_-]+/g, `whsec_${REDACTED}`],
  [/hmac-sha256=[0-9a-fA-F]+/g, `hmac-sha256=${REDACTED}`],
  [/\bv1,[A-Za-z0-9+/]{20,}={0,2}/g, `v1,${REDACTED}`],
  [/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"'<>\\]+/gi, `$1${REDACTED}`],
  // The scheme is bounded: a text of nothing but its characters would be read anew from each of them.
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^/?#\s"'@]*@/gi, `$1${REDACTED}@`],
];

/** A replacer for `JSON.stringify`. */
export function redact(field: string, value: unknown): unknown {
  if (value !== undefined && value !== null && SECRET_FIELDS.test(field.replaceAll(/[-_]/g, '').toLowerCase()))
    return REDACTED;
  return typeof value === 'string' ? redactText(value) : value;
}

function redactText(whole: string): string {
  const more = whole.length - MAX_TEXT;
  const text = more > 0 ? `${whole.slice(0, MAX_TEXT)}… and ${more} characters more` : whole;
  const fields = text.replaceAll(FIELD_IN_TEXT, `$<name>${REDACTED}`);
  return MARKED.reduce((rest, [mark, instead]) => rest.replaceAll(mark, instead), fields);
}
