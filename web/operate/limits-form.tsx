import { useSignal } from '@preact/signals';
import type { KeyList } from '../../clients/typescript/index.ts';
import { tell } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { api } from '../shared/session.ts';
import { words } from './key-words.ts';

type Key = KeyList['keys'][number];
type Limit = keyof Key['limits'];

/** What a key is held to; a field that is left empty is as the stage has it. */
export function LimitsForm({ apiKey, onSaved }: { apiKey: Key; onSaved: () => unknown }) {
  const values = useSignal<Key['limits']>(apiKey.limits);
  const problem = useSignal('');
  const text = words();
  const fields: [Limit, string, number][] = [
    ['audio_hours_per_day', text.hoursADay, 0.1],
    ['usd_per_month', text.usdAMonth, 0.01],
    ['concurrent_jobs', text.atOnce, 1],
  ];
  const change = (limit: Limit, entered: number) => {
    const { [limit]: _before, ...others } = values.value;
    values.value = Number.isNaN(entered) ? others : { ...others, [limit]: entered };
  };
  const save = async (event: Event) => {
    event.preventDefault();
    try {
      const init = { params: { path: { key_id: apiKey.key_id } }, body: values.value };
      await api().POST('/api/v1/keys/{key_id}/limits', init);
      tell(text.saved);
      onSaved();
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <form onSubmit={save}>
      <div class="fields">
        {fields.map(([limit, label, step]) => (
          <label key={limit}>
            {label}
            <input
              type="number"
              min={step}
              step={step}
              value={values.value[limit] ?? ''}
              onInput={({ currentTarget }) => change(limit, currentTarget.valueAsNumber)}
            />
          </label>
        ))}
      </div>
      <small class="hint">{text.empty}</small>
      <p class="problem" role="alert">
        {problem.value}
      </p>
      <button type="submit">{text.save}</button>
    </form>
  );
}
