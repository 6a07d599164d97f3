/** Texts that anybody may have, as browsers ask for them: guarded, and not sent again to who has them. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { sha256 } from '../system.ts';
import { header } from './header.ts';

export type ServedText = {
  type: string;
  text: string;
  /** Until a browser asks again, in seconds. */
  seconds: number;
  /** It is the same for ever, as its name changes with it. */
  immutable?: boolean;
};

/** Where a page may load from, beside its own address; each a list of origins. */
export type OtherOrigins = { connect?: readonly string[]; media?: readonly string[] };

/**
 * Nothing but our own files, and none of it inside the page. Style sheets have their pictures as data. No frame may hold the
 * page, and no form of it leads anywhere.
 */
export function guarded({ connect = [], media = [] }: OtherOrigins = {}): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...connect].join(' '),
    ...(media.length > 0 ? [['media-src', ...media].join(' ')] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

/** The text; or that it is still the one that the client has. */
export function servedText(
  event: APIGatewayProxyEvent,
  { type, text, seconds, immutable }: ServedText,
  guard: Record<string, string>,
): APIGatewayProxyResult {
  const etag = `"${sha256(text)}"`;
  const forEver = immutable ? ', immutable' : '';
  const headers = { ...guard, etag, 'cache-control': `public, max-age=${seconds}${forEver}` };
  const known = (header(event, 'if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return { statusCode: 304, headers, body: '' };
  return { statusCode: 200, headers: { ...headers, 'content-type': type }, body: text };
}

/** To a name without slashes behind it, below which a page's own addresses would lead elsewhere. Relative, as only the client knows under which address it reached the API. */
export function withoutSlash(path: string, name: string, guard: Record<string, string>): APIGatewayProxyResult {
  const slashes = path.length - path.replace(/\/+$/, '').length;
  return { statusCode: 308, headers: { ...guard, location: `${'../'.repeat(slashes)}${name}` }, body: '' };
}
