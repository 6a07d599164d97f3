import { useSignal } from '@preact/signals';
import type { Job } from '../../clients/typescript/index.ts';
import { JOBS, transcriptOf } from '../app/route.ts';
import { clockTime, span } from '../shared/language.ts';
import { tellProblem } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { Reason } from '../shared/reason.tsx';
import { whyHeld } from '../shared/reason-words.ts';
import type { HeardSoFar } from './heard-so-far.ts';
import { LiveText } from './live-text.tsx';
import { cancelJob, retryJob } from './transcript-api.ts';
import { words } from './words.ts';

/** A job without a transcript: what it waits for, how far it is, or why it ended. */
export function JobState({ job, heard }: { job: Job; heard: HeardSoFar }) {
  const text = words();
  if (job.status === 'failed' || job.status === 'cancelled') return <Ended job={job} />;
  return (
    <section class="job-state">
      <p role="status">{stateOf(job)}</p>
      {job.status === 'processing' && (
        <>
          <progress
            aria-label={text.progress}
            value={job.progress?.seconds_done}
            max={job.progress?.duration_seconds}
          />
          <p class="hint">{progressOf(job)}</p>
        </>
      )}
      {job.held && <p>{text.held(whyHeld(job.held))}</p>}
      <Act run={() => cancelJob(job.job_id)} label={text.cancel} />
      <LiveText heard={heard} />
    </section>
  );
}

function stateOf({ status, queue_position }: Job): string {
  const text = words();
  if (status === 'registered') return text.waitsForFile;
  if (status !== 'launching') return text.atWork;
  return queue_position === undefined ? text.waits : text.waitsInLine(queue_position);
}

function progressOf({ progress, estimated_end }: Job): string {
  const text = words();
  const left = estimated_end ? (Date.parse(estimated_end.at) - Date.now()) / 1000 : undefined;
  return [
    ...(progress ? [text.heard(clockTime(progress.seconds_done), clockTime(progress.duration_seconds))] : []),
    ...(left === undefined ? [] : [text.left(span(left))]),
  ].join(' · ');
}

function Ended({ job }: { job: Job }) {
  const text = words();
  const retry = async () => {
    const { job_id } = await retryJob(job.job_id);
    document.location.hash = transcriptOf(job_id);
  };
  const isFailed = job.status === 'failed';
  return (
    <section class="job-state">
      <p role="alert" class="problem">
        {isFailed ? text.failed : text.cancelled} {isFailed && job.error && <Reason kind="job" {...job.error} />}
      </p>
      {isFailed && job.error && <p>{adviceOn(job.error.code)}</p>}
      <Act run={retry} label={text.retry} /> <a href={JOBS}>{text.backToList}</a>
    </section>
  );
}

/** What helps; what the service alone can mend is worth another try. */
function adviceOn(code: string): string {
  const { advice } = words();
  if (code.startsWith('url_')) return advice.url;
  if (code === 'file_too_large' || code === 'audio_too_long') return advice.tooLong;
  return ['empty_file', 'no_audio_stream', 'unsupported_media'].includes(code) ? advice.noSound : advice.again;
}

function Act({ run, label }: { run: () => Promise<unknown>; label: string }) {
  const isBusy = useSignal(false);
  return (
    <button
      type="button"
      class="quiet"
      aria-busy={isBusy.value}
      disabled={isBusy.value}
      onClick={async () => {
        isBusy.value = true;
        try {
          await run();
        } catch (error) {
          tellProblem(messageOf(error));
        } finally {
          isBusy.value = false;
        }
      }}
    >
      {label}
    </button>
  );
}
