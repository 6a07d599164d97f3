import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { KeyList } from '../../clients/typescript/index.ts';
import { count, day, dollars, moment } from '../shared/language.ts';
import { tellProblem } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { api } from '../shared/session.ts';
import { WideTable } from '../shared/wide-table.tsx';
import { words } from './key-words.ts';
import { LimitsForm } from './limits-form.tsx';
import { MakeKey, NewValue, newValue } from './make-key.tsx';

type Key = KeyList['keys'][number];

const keys = signal<readonly Key[]>([]);
/** Whose limits are being changed. */
const limited = signal<string | undefined>(undefined);

export async function loadKeys(): Promise<void> {
  try {
    keys.value = (await api().GET('/api/v1/keys')).data.keys;
  } catch (error) {
    tellProblem(messageOf(error));
  }
}

/** Who may use the service, and how much of it. */
export function Keys() {
  const text = words();
  useEffect(() => {
    void loadKeys();
  }, []);
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">{text.heading}</h2>
      <NewValue />
      <WideTable>
        <thead>
          <tr>
            {[text.name, text.tenant, text.scopes, text.state, text.lastUsed, text.limits].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {keys.value.map((key) => (
            <KeyRow key={key.key_id} apiKey={key} />
          ))}
        </tbody>
      </WideTable>
      <MakeKey onMade={loadKeys} />
    </section>
  );
}

function KeyRow({ apiKey }: { apiKey: Key }) {
  const text = words();
  const { key_id, tenant, scopes, state, valid_until, last_used_on } = apiKey;
  const name = apiKey.name ?? key_id;
  return (
    <>
      <tr>
        <th scope="row">{name}</th>
        <td>{tenant}</td>
        <td>{scopes.map((scope) => text.scopeNames[scope as 'client' | 'operator'] ?? scope).join(', ')}</td>
        <td>
          {text.states[state]} {valid_until && <small class="hint">{text.validUntil(moment(valid_until))}</small>}
        </td>
        <td>{last_used_on ? day(last_used_on) : text.never}</td>
        <td>{limitsText(apiKey)}</td>
        <td class="actions">
          {state === 'active' && (
            <>
              <KeyAction label={text.setLimits} name={name} run={() => toggle(key_id)} />
              <KeyAction label={text.rotate} name={name} run={() => rotate(key_id, name)} />
              <KeyAction label={text.disable} name={name} run={() => disable(key_id, name)} />
            </>
          )}
        </td>
      </tr>
      {limited.value === key_id && (
        <tr>
          <td colSpan={7}>
            <LimitsForm apiKey={apiKey} onSaved={savedLimits} />
          </td>
        </tr>
      )}
    </>
  );
}

function KeyAction({ label, name, run }: { label: string; name: string; run: () => unknown }) {
  return (
    <button type="button" class="quiet" aria-label={words().actionFor(label, name)} onClick={run}>
      {label}
    </button>
  );
}

function limitsText({ limits: { audio_hours_per_day, usd_per_month, concurrent_jobs } }: Key): string {
  const text = words();
  const parts = [
    ...(audio_hours_per_day === undefined ? [] : [text.hours(count(audio_hours_per_day))]),
    ...(usd_per_month === undefined ? [] : [text.usd(dollars(usd_per_month))]),
    ...(concurrent_jobs === undefined ? [] : [text.jobs(count(concurrent_jobs))]),
  ];
  return parts.length > 0 ? parts.join(', ') : text.unlimited;
}

function toggle(key_id: string): void {
  limited.value = limited.value === key_id ? undefined : key_id;
}

async function savedLimits(): Promise<void> {
  limited.value = undefined;
  await loadKeys();
}

const path = (key_id: string) => ({ params: { path: { key_id } } });

async function rotate(key_id: string, name: string): Promise<void> {
  if (!confirm(words().confirmRotate(name))) return;
  try {
    const { data } = await api().POST('/api/v1/keys/{key_id}/rotate', { ...path(key_id), body: {} });
    newValue.value = data.value;
    await loadKeys();
  } catch (error) {
    tellProblem(messageOf(error));
  }
}

async function disable(key_id: string, name: string): Promise<void> {
  if (!confirm(words().confirmDisable(name))) return;
  try {
    await api().POST('/api/v1/keys/{key_id}/disable', path(key_id));
    await loadKeys();
  } catch (error) {
    tellProblem(messageOf(error));
  }
}
