import { useSignal } from '@preact/signals';
import type { Deliveries } from '../../clients/typescript/index.ts';
import { moment } from '../shared/language.ts';
import { tell } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { Reason } from '../shared/reason.tsx';
import { api } from '../shared/session.ts';
import { words } from './words.ts';

type Delivery = Deliveries['deliveries'][number];

/** What became of the webhooks of a recording, each to be sent again. */
export function WebhookLookUp() {
  const jobId = useSignal('');
  const deliveries = useSignal<readonly Delivery[] | undefined>(undefined);
  const problem = useSignal('');
  const text = words();
  const show = async (event?: Event) => {
    event?.preventDefault();
    try {
      const path = { job_id: jobId.value.trim() };
      deliveries.value = (await api().GET('/api/v1/jobs/{job_id}/deliveries', { params: { path } })).data.deliveries;
      problem.value = '';
    } catch (error) {
      deliveries.value = undefined;
      problem.value = messageOf(error);
    }
  };
  const redeliver = async (delivery_id: string) => {
    try {
      const path = { job_id: jobId.value.trim(), delivery_id };
      await api().POST('/api/v1/jobs/{job_id}/deliveries/{delivery_id}/redeliver', { params: { path } });
      tell(text.redelivered);
      await show();
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <section aria-labelledby="webhooks">
      <h2 id="webhooks">{text.lookUp}</h2>
      <form class="look-up" onSubmit={show}>
        <label>
          {text.jobId}
          <input
            required
            spellcheck={false}
            value={jobId.value}
            aria-describedby="job-id-hint"
            onInput={({ currentTarget: { value } }) => {
              jobId.value = value;
            }}
          />
        </label>
        <button type="submit">{text.show}</button>
      </form>
      <small id="job-id-hint" class="hint">
        {text.jobIdHint}
      </small>
      {problem.value !== '' && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      {deliveries.value?.length === 0 && <p class="hint">{text.noWebhooks}</p>}
      <ul>
        {deliveries.value?.map((one) => (
          <li key={one.id}>
            <DeliveryLine delivery={one} />{' '}
            <button type="button" class="quiet" onClick={() => redeliver(one.id)}>
              {text.redeliver}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DeliveryLine({ delivery: { id, status, attempts, next_attempt_at, failure } }: { delivery: Delivery }) {
  const text = words();
  const last = attempts.at(-1);
  const parts = [
    text.deliveryStates[status],
    text.attempts(attempts.length),
    ...(last ? [moment(last.at)] : []),
    ...(last?.http_status ? [text.answered(last.http_status)] : []),
    ...(next_attempt_at ? [text.nextAttempt(moment(next_attempt_at))] : []),
  ];
  return (
    <span>
      <code>{id}</code> {parts.join(' · ')} {failure && <Reason kind="delivery" {...failure} />}
      {!failure && last?.error && <Reason kind="attempt" {...last.error} />}
    </span>
  );
}
