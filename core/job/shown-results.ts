/** What a client gets of a job's results together with the job: the transcript, and a link to each format. */
import type { Job } from '../contracts/job-answers.ts';
import { hasSource, type JobRow, type SourcedJob } from '../contracts/job-row.ts';
import type { ResultFormat } from '../contracts/options.ts';
import type { VersionRow } from '../contracts/version-row.ts';
import { resultKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import { resultFormats } from '../transcript/options.ts';
import { audioLink } from './audio-link.ts';
import { storedDocument } from './stored-result.ts';

type Reads = Pick<Objects, 'head' | 'getText' | 'presign'>;
type Links = NonNullable<Job['links']>;

/** A link is made at each request and has to last for one download. */
const LINK_SECONDS = 900;
/** A Lambda answers with 6 MB at most, and its answer is JSON once more, in which each quote takes two bytes. */
export const INLINE_BYTES = 4_000_000;

/** Null while there is no result. A format has a link once it is stored, which may be a moment after the job is completed. */
export async function shownResults(objects: Reads, job: JobRow): Promise<Pick<Job, 'links' | 'transcript'>> {
  if (job.status !== 'completed' || !hasSource(job)) return { links: null, transcript: null };
  const sizes = new Map<ResultFormat, number>();
  const look = async (format: ResultFormat) => {
    const head = await objects.head(resultKey(job, format));
    if (head) sizes.set(format, head.size_bytes);
  };
  const formats = resultFormats(job.options);
  const [audio] = await Promise.all([audioLink(objects, job), ...formats.map(look)]);
  const links = await linksTo(
    objects,
    job,
    formats.filter((format) => sizes.has(format)),
  );
  if (audio) links.audio = audio;
  return { links, transcript: await shownTranscript(objects, job, links, sizes.get('json')) };
}

export async function linkTo(
  objects: Pick<Objects, 'presign'>,
  job: SourcedJob,
  format: ResultFormat,
): Promise<string> {
  const key = resultKey(job, format);
  return objects.presign(key, { seconds: LINK_SECONDS, file_name: key.split('/').at(-1) ?? '' });
}

/** Called as the original, and by its number. */
export async function linkToVersion(
  objects: Pick<Objects, 'presign'>,
  job: SourcedJob,
  { object_key, version }: VersionRow,
): Promise<string> {
  const name = resultKey(job, 'json').split('/').at(-1) ?? '';
  const file_name = name.replace(/json$/, `v${version}.json`);
  return objects.presign(object_key, { seconds: LINK_SECONDS, file_name });
}

async function linksTo(objects: Reads, job: SourcedJob, formats: readonly ResultFormat[]): Promise<Links> {
  const made = await Promise.all(formats.map(async (format) => [format, await linkTo(objects, job, format)] as const));
  return Object.fromEntries(made);
}

/** As in the webhook: the text itself, or where it can be fetched. */
async function shownTranscript(
  objects: Reads,
  job: SourcedJob,
  links: Links,
  size: number | undefined,
): Promise<Job['transcript']> {
  if (size === undefined) return null;
  if (size > INLINE_BYTES) return { truncated: true, url: links.json };
  return (await storedDocument(objects, job))?.transcript ?? null;
}
