import type { Operation } from '../../clients/typescript/index.ts';
import { count, moment } from '../shared/language.ts';
import { WideTable } from '../shared/wide-table.tsx';
import { marketName, words } from './words.ts';

type Worker = Operation['workers'][number];

/** The machines that are paid for, and why each is. */
export function Workers({ workers }: { workers: readonly Worker[] }) {
  const text = words();
  const head = text.worker;
  return (
    <section aria-labelledby="workers">
      <h2 id="workers">{text.workers}</h2>
      {workers.length === 0 ? (
        <p class="hint">{text.noWorkers}</p>
      ) : (
        <WideTable>
          <thead>
            <tr>
              {[head.instance, head.state, head.because, head.since, head.jobs].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {workers.map((worker) => (
              <WorkerRow key={worker.instance_id} worker={worker} />
            ))}
          </tbody>
        </WideTable>
      )}
    </section>
  );
}

function WorkerRow({ worker }: { worker: Worker }) {
  const text = words();
  const { instance_id, instance_type, market, state, silent, launched_at, jobs_done } = worker;
  return (
    <tr>
      <th scope="row">
        {instance_type}, {marketName(market)}
        <br />
        <small class="hint">{instance_id}</small>
      </th>
      <td>{text.states[state]}</td>
      <td class={silent ? 'problem' : undefined}>{whyOf(worker)}</td>
      <td>{moment(launched_at)}</td>
      <td>{count(jobs_done)}</td>
    </tr>
  );
}

function whyOf({ silent, job_id, state }: Worker): string {
  const { why } = words();
  if (silent) return why.silent;
  return job_id === null ? why[state] : why.job(job_id);
}
