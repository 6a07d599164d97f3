/** What a client gets of a job's results together with the job: the transcript, and a link to each form. */
import { hasUpload, type JobRow, type UploadedJob } from '../contracts/job-row.ts';
import type { ResultForm } from '../contracts/options.ts';
import { resultKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/ports.ts';
import { resultForms } from '../transcript/options.ts';
import { storedDocument } from './stored-result.ts';

type Reads = Pick<Objects, 'head' | 'getText' | 'presign'>;
type Links = Partial<Record<ResultForm, string>>;

/** A link is made at each request and has to last for one download. */
const LINK_SECONDS = 900;
/** A Lambda answers with 6 MB at most, and its answer is JSON once more, in which each quote takes two bytes. */
const INLINE_BYTES = 4_000_000;

/** Null while there is no result. A form has a link once it is stored, which may be a moment after the job is completed. */
export async function shownResults(objects: Reads, job: JobRow) {
  if (job.status !== 'completed' || !hasUpload(job)) return { links: null, transcript: null };
  const sizes = new Map<ResultForm, number>();
  const look = async (form: ResultForm) => {
    const head = await objects.head(resultKey(job, form));
    if (head) sizes.set(form, head.size_bytes);
  };
  const forms = resultForms(job.options);
  await Promise.all(forms.map(look));
  const links = await linksTo(
    objects,
    job,
    forms.filter((form) => sizes.has(form)),
  );
  return { links, transcript: await shownTranscript(objects, job, links, sizes.get('json')) };
}

export async function linkTo(objects: Pick<Objects, 'presign'>, job: UploadedJob, form: ResultForm): Promise<string> {
  const key = resultKey(job, form);
  return objects.presign(key, { seconds: LINK_SECONDS, file_name: key.split('/').at(-1) ?? '' });
}

async function linksTo(objects: Reads, job: UploadedJob, forms: readonly ResultForm[]): Promise<Links> {
  const made = await Promise.all(forms.map(async (form) => [form, await linkTo(objects, job, form)] as const));
  return Object.fromEntries(made);
}

/** As in the webhook: the text itself, or where it can be fetched. */
async function shownTranscript(objects: Reads, job: UploadedJob, links: Links, size: number | undefined) {
  if (size === undefined) return null;
  if (size > INLINE_BYTES) return { truncated: true, url: links.json };
  return (await storedDocument(objects, job))?.transcript ?? null;
}
