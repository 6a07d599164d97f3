/** Which format a client takes, by the header Accept of its request (RFC 9110, 12.5.1). */
import { RESULT_FORMATS, type ResultFormat } from '../contracts/options.ts';
import { RequestProblem } from '../shared/errors.ts';
import { FORMATS } from './formats.ts';

/** `exactness` is 2 for a media type, 1 for all of a kind such as `text/*`, 0 for everything. */
type Range = { type: string; quality: number; exactness: number };

/** Where a client takes several alike; `verbose_json` has to be named, as its media type is that of `json`. */
const PREFERRED: readonly ResultFormat[] = ['json', ...RESULT_FORMATS.filter((format) => format !== 'json')];

const mediaType = (format: ResultFormat): string => FORMATS[format].content_type.split(';')[0] ?? '';

/**
 * The format that a request asks for: by its name, else by what the client takes.
 *
 * @throws RequestProblem 406 when the client takes none of ours
 */
export function wantedFormat(named: ResultFormat | undefined, accept: string | undefined): ResultFormat {
  const format = named ?? acceptedFormat(accept);
  if (format) return format;
  const detail = `Accept takes none of ${[...new Set(PREFERRED.map(mediaType))].join(', ')}; name one of them there, or a format by ?format=${PREFERRED.join('|')}`;
  throw new RequestProblem({ status: 406, code: 'not_acceptable', detail });
}

/** What is named exactly goes before what only may be; undefined if there is nothing that the client takes. */
function acceptedFormat(accept: string | undefined): ResultFormat | undefined {
  const ranges = (accept?.trim() || '*/*').split(',').map(rangeOf);
  const taken = PREFERRED.flatMap((format) => {
    const range = closest(ranges, mediaType(format));
    return range && range.quality > 0 ? [{ format, ...range }] : [];
  });
  return taken.sort((a, b) => b.quality - a.quality || b.exactness - a.exactness)[0]?.format;
}

function rangeOf(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  const exactness = type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2;
  return { type, quality: Number.isNaN(quality) ? 0 : quality, exactness };
}

/** The most exact range that a media type is in: only that one says how welcome it is. */
function closest(ranges: readonly Range[], type: string): Range | undefined {
  const all = type.replace(/\/.*/, '/*');
  return ranges.filter((range) => [type, all, '*/*'].includes(range.type)).sort((a, b) => b.exactness - a.exactness)[0];
}
