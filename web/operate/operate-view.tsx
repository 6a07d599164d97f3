import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { KeyList } from '../../clients/typescript/index.ts';
import { api, messageOf } from '../shared/session.ts';
import { words } from './words.ts';

/** What operators look at. */
export default function OperateView() {
  const keys = useSignal<KeyList['keys'] | undefined>(undefined);
  const problem = useSignal('');
  const text = words();
  useEffect(() => {
    api()
      .GET('/api/v1/keys')
      .then(
        ({ data }) => {
          keys.value = data.keys;
        },
        (error: unknown) => {
          problem.value = messageOf(error);
        },
      );
  }, []);
  return (
    <section aria-labelledby="keys">
      <h1>{text.heading}</h1>
      <h2 id="keys">{text.keys}</h2>
      {problem.value !== '' && <p role="alert">{problem.value}</p>}
      {!keys.value && problem.value === '' && <p aria-busy="true">{text.loading}</p>}
      {keys.value && (
        <div class="overflow-auto">
          <table>
            <thead>
              <tr>
                {[text.name, text.tenant, text.scopes, text.state, text.lastUsed].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {keys.value.map((key) => (
                <tr key={key.key_id}>
                  <td>{key.name ?? key.key_id}</td>
                  <td>{key.tenant}</td>
                  <td>{key.scopes.join(', ')}</td>
                  <td>{key.state}</td>
                  <td>{key.last_used_on ?? text.never}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
