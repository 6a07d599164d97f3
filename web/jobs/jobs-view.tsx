import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { UploadPanel } from '../upload/upload-panel.tsx';
import { type Action, act, actionsFor } from './actions.ts';
import { JobFilters } from './job-filters.tsx';
import { filters, hasMore, isLoading, jobs, loadJobs, loadMore, problem } from './job-list.ts';
import { JobRow } from './job-row.tsx';
import { keepUpToDate } from './keep-up-to-date.ts';
import { words } from './words.ts';

/** Where people begin: new recordings above, and what became of the others below. */
export function JobsView() {
  useEffect(keepUpToDate, []);
  return (
    <>
      <UploadPanel />
      <JobList />
    </>
  );
}

function JobList() {
  const text = words();
  const selected = useSignal<ReadonlySet<string>>(new Set());
  const chosen = useComputed(() => jobs.value.filter(({ job_id }) => selected.value.has(job_id)));
  const select = (ids: readonly string[], isSelected: boolean) => {
    const others = [...selected.value].filter((id) => !ids.includes(id));
    selected.value = new Set(isSelected ? [...others, ...ids] : others);
  };
  const actOnChosen = async (action: Action) => {
    const some = chosen.value;
    selected.value = new Set();
    await act(action, some);
  };
  return (
    <section aria-labelledby="your-recordings">
      <h2 id="your-recordings">{text.heading}</h2>
      <JobFilters />
      {problem.value !== '' && <ListProblem />}
      {jobs.value.length === 0 ? (
        <Nothing />
      ) : (
        <>
          <div class="bulk">
            <label>
              <input
                type="checkbox"
                checked={chosen.value.length === jobs.value.length}
                indeterminate={chosen.value.length > 0 && chosen.value.length < jobs.value.length}
                onChange={({ currentTarget: { checked } }) =>
                  select(
                    jobs.value.map(({ job_id }) => job_id),
                    checked,
                  )
                }
              />
              {chosen.value.length === 0 ? text.selectAll : text.selected(chosen.value.length)}
            </label>
            {(['cancel', 'retry', 'remove'] as const)
              .filter((action) => chosen.value.some((job) => actionsFor(job).includes(action)))
              .map((action) => (
                <button key={action} type="button" class="quiet" onClick={() => actOnChosen(action)}>
                  {text[action]}
                </button>
              ))}
          </div>
          <ul class="jobs">
            {jobs.value.map((job) => (
              <JobRow
                key={job.job_id}
                job={job}
                isSelected={selected.value.has(job.job_id)}
                onSelect={(isSelected) => select([job.job_id], isSelected)}
              />
            ))}
          </ul>
        </>
      )}
      {hasMore.value && (
        <button type="button" class="quiet" onClick={loadMore}>
          {text.more}
        </button>
      )}
    </section>
  );
}

function ListProblem() {
  return (
    <p class="problem" role="alert">
      {words().failed(problem.value)}{' '}
      <button type="button" class="quiet" onClick={loadJobs}>
        {words().again}
      </button>
    </p>
  );
}

function Nothing() {
  const text = words();
  if (isLoading.value) return <p aria-busy="true">{text.loading}</p>;
  const { search, status } = filters.value;
  return <p class="hint">{search === '' && status === '' ? text.none : text.noneFound}</p>;
}
