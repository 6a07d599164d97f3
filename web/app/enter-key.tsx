import { useSignal } from '@preact/signals';
import { type SignIn, signIn } from '../shared/session.ts';
import { words } from './words.ts';

/** What a visitor without a key sees: one field. */
export function EnterKey() {
  const key = useSignal('');
  const isAsking = useSignal(false);
  const outcome = useSignal<SignIn | undefined>(undefined);
  const text = words();

  const submit = async (event: Event) => {
    event.preventDefault();
    isAsking.value = true;
    outcome.value = await signIn(key.value);
    isAsking.value = false;
  };

  return (
    <article class="enter-key">
      <h1>{text.welcome}</h1>
      <p>{text.aboutKey}</p>
      <form onSubmit={submit}>
        <label>
          {text.key}
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            value={key.value}
            aria-invalid={outcome.value === 'refused' ? true : undefined}
            aria-describedby="key-outcome"
            onInput={(event) => {
              key.value = event.currentTarget.value;
            }}
          />
        </label>
        <p id="key-outcome" role="alert" class="problem">
          {outcomeText(outcome.value)}
        </p>
        <button type="submit" aria-busy={isAsking.value} disabled={isAsking.value}>
          {text.enter}
        </button>
      </form>
    </article>
  );
}

function outcomeText(outcome: SignIn | undefined): string {
  if (outcome === undefined || outcome === 'accepted') return '';
  return outcome === 'refused' ? words().refused : words().failed(outcome.failed);
}
