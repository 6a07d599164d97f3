import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Operation } from '../../clients/typescript/index.ts';
import { messageOf } from '../shared/problem.ts';
import { api, isClient } from '../shared/session.ts';
import { Counted } from './counted.tsx';
import { Keys } from './keys.tsx';
import { Launches } from './launches.tsx';
import { Numbers } from './numbers.tsx';
import { WebhookLookUp } from './webhook-look-up.tsx';
import { words } from './words.ts';
import { Workers } from './workers.tsx';

const EVERY_MS = 5000;

/** What operators look at, asked again every few seconds while they do. */
export default function OperateView() {
  const operation = useSignal<Operation | undefined>(undefined);
  const problem = useSignal('');
  const text = words();
  useEffect(() => {
    const look = async () => {
      if (document.hidden) return;
      try {
        operation.value = (await api().GET('/api/v1/operation')).data;
        problem.value = '';
      } catch (error) {
        problem.value = messageOf(error);
      }
    };
    void look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <h1>{text.heading}</h1>
      {problem.value !== '' && (
        <p class="problem" role="alert">
          {text.failed(problem.value)}
        </p>
      )}
      {!operation.value && problem.value === '' && <p aria-busy="true">{text.loading}</p>}
      {operation.value && <Shown operation={operation.value} />}
      {isClient.value && <WebhookLookUp />}
      <Keys />
    </>
  );
}

function Shown({ operation }: { operation: Operation }) {
  const text = words();
  const { failed, deliveries } = operation.since_deployment;
  return (
    <>
      <Numbers operation={operation} />
      <Workers workers={operation.workers} />
      <Launches operation={operation} />
      <div class="fields">
        <Counted kind="job" heading={text.failures} none={text.noFailures} counts={failed} hint={text.runbook} />
        <Counted
          kind="delivery"
          heading={text.deliveries}
          none={text.noDeliveries}
          counts={deliveries}
          hint={text.runbook}
        />
      </div>
    </>
  );
}
