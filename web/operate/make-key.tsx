import { signal, useSignal } from '@preact/signals';
import { tell } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { api } from '../shared/session.ts';
import { words } from './key-words.ts';

/** Of a key that was just made; the service tells it once and keeps it nowhere. */
export const newValue = signal<string | undefined>(undefined);

export function MakeKey({ onMade }: { onMade: () => unknown }) {
  const name = useSignal('');
  const tenant = useSignal('');
  const forOperators = useSignal(false);
  const problem = useSignal('');
  const text = words();
  const make = async (event: Event) => {
    event.preventDefault();
    const scopes: ('client' | 'operator')[] = forOperators.value ? ['client', 'operator'] : ['client'];
    try {
      const { data } = await api().POST('/api/v1/keys', { body: { name: name.value, tenant: tenant.value, scopes } });
      newValue.value = data.value;
      [name.value, tenant.value, forOperators.value, problem.value] = ['', '', false, ''];
      onMade();
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <details>
      <summary>{text.make}</summary>
      <form onSubmit={make}>
        <div class="fields">
          <label>
            {text.name}
            <input
              required
              maxLength={100}
              value={name.value}
              onInput={({ currentTarget: { value } }) => {
                name.value = value;
              }}
            />
          </label>
          <label>
            {text.tenant}
            <input
              required
              maxLength={64}
              value={tenant.value}
              aria-describedby="tenant-hint"
              onInput={({ currentTarget: { value } }) => {
                tenant.value = value;
              }}
            />
            <small id="tenant-hint">{text.tenantHint}</small>
          </label>
        </div>
        <label>
          <input
            type="checkbox"
            checked={forOperators.value}
            onChange={({ currentTarget: { checked } }) => {
              forOperators.value = checked;
            }}
          />
          {text.forOperators}
        </label>
        <p class="problem" role="alert">
          {problem.value}
        </p>
        <button type="submit">{text.make}</button>
      </form>
    </details>
  );
}

export function NewValue() {
  const text = words();
  const value = newValue.value;
  if (value === undefined) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    tell(text.copied);
  };
  return (
    <section role="alert" class="new-key">
      <p>{text.value}</p>
      <p>
        <code>{value}</code>
      </p>
      <button type="button" onClick={copy}>
        {text.copy}
      </button>{' '}
      <button
        type="button"
        class="quiet"
        onClick={() => {
          newValue.value = undefined;
        }}
      >
        {text.hide}
      </button>
    </section>
  );
}
