import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Job } from '../../clients/typescript/index.ts';
import { clockTime } from '../shared/language.ts';
import { api, messageOf } from '../shared/session.ts';
import { words } from './words.ts';

type Props = { jobId: string; atSeconds: number | undefined };

/** What was said, as soon as the job is over. */
export default function TranscriptView({ jobId }: Props) {
  const job = useSignal<Job | undefined>(undefined);
  const problem = useSignal('');
  useEffect(() => {
    const leave = new AbortController();
    const onChange = (seen: Job) => {
      job.value = seen;
    };
    api()
      .waitForJob(jobId, { signal: leave.signal, onChange })
      .catch((error: unknown) => {
        if (!leave.signal.aborted) problem.value = messageOf(error);
      });
    return () => leave.abort();
  }, [jobId]);
  if (problem.value !== '') return <p role="alert">{problem.value}</p>;
  if (!job.value) return <p aria-busy="true">{words().loading}</p>;
  return (
    <article>
      <h1>{job.value.file?.name}</h1>
      {job.value.transcript?.segments?.map(({ id, start, text }) => (
        <p key={id}>
          <small>{clockTime(start)}</small> {text}
        </p>
      ))}
    </article>
  );
}
