import { transcriptOf } from '../app/route.ts';
import { clockTime, dollars, moment, span } from '../shared/language.ts';
import { Reason } from '../shared/reason.tsx';
import { whyHeld } from '../shared/reason-words.ts';
import { act, actionsFor } from './actions.ts';
import { isOver, type ListedJob } from './job-list.ts';
import { words } from './words.ts';

type Props = { job: ListedJob; isSelected: boolean; onSelect: (isSelected: boolean) => void };

export function JobRow({ job, isSelected, onSelect }: Props) {
  const text = words();
  const name = job.file?.name ?? text.unnamed;
  return (
    <li class="job">
      <input
        type="checkbox"
        aria-label={text.select(name)}
        checked={isSelected}
        onChange={({ currentTarget: { checked } }) => onSelect(checked)}
      />
      <span class="name">
        <a href={transcriptOf(job.job_id)}>{name}</a>
      </span>
      <span class={`state ${job.status}`}>{text.states[job.status]}</span>
      <span class="hint">{aboutIt(job)}</span>
      <time class="hint" dateTime={job.created_at}>
        {moment(job.created_at)}
      </time>
      <span class="actions">
        {actionsFor(job).map((action) => (
          <button
            key={action}
            type="button"
            class="quiet"
            aria-label={text.actionsFor(text[action], name)}
            onClick={() => act(action, [job])}
          >
            {text[action]}
          </button>
        ))}
      </span>
      {job.status === 'processing' && job.progress && (
        <progress
          aria-label={text.progressOf(name)}
          value={job.progress.seconds_done}
          max={job.progress.duration_seconds}
        />
      )}
      {job.held && !isOver(job) && <p class="hint more">{text.held(whyHeld(job.held))}</p>}
      {job.error && !isCancelled(job) && (
        <p class="problem">
          <Reason kind="job" {...job.error} />
        </p>
      )}
    </li>
  );
}

const isCancelled = ({ status }: ListedJob) => status === 'cancelled';

/** How long it is, what it cost, and while it is under way where it stands. */
function aboutIt({ progress, usage, queue_position, estimated_end, ...job }: ListedJob): string {
  const text = words();
  const parts = [
    ...(progress ? [clockTime(progress.duration_seconds)] : []),
    ...(usage?.usd ? [dollars(usage.usd)] : []),
    ...(queue_position && job.status === 'launching' ? [text.place(queue_position)] : []),
    ...(estimated_end && job.status === 'processing' ? [text.left(span(secondsUntil(estimated_end.at)))] : []),
  ];
  return parts.join(' · ');
}

const secondsUntil = (time: string) => (Date.parse(time) - Date.now()) / 1000;
