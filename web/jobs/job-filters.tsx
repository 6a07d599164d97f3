import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Filters, filters } from './job-list.ts';
import { words } from './words.ts';

const STATES = ['registered', 'launching', 'processing', 'completed', 'failed', 'cancelled'] as const;
/** Until whoever types has stopped. */
const PAUSE_MS = 300;

export function JobFilters() {
  const text = words();
  const typed = useSignal(filters.peek().search);
  useEffect(() => {
    const timer = setTimeout(() => change({ search: typed.value }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  return (
    <search class="fields">
      <label>
        {text.search}
        <input
          type="search"
          value={typed.value}
          onInput={({ currentTarget: { value } }) => {
            typed.value = value;
          }}
        />
      </label>
      <label>
        {text.status}
        <select
          value={filters.value.status}
          onChange={({ currentTarget: { value } }) => change({ status: STATES.find((one) => one === value) ?? '' })}
        >
          <option value="">{text.all}</option>
          {STATES.map((one) => (
            <option key={one} value={one}>
              {text.states[one]}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function change(part: Partial<Filters>): void {
  const next = { ...filters.peek(), ...part };
  if (next.search !== filters.peek().search || next.status !== filters.peek().status) filters.value = next;
}
