import { useSignal } from '@preact/signals';
import { tell } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { api } from '../shared/session.ts';
import { usedModel } from './models.ts';
import { chosen, jobOptions } from './options.ts';
import { sentFiles } from './uploads.ts';
import { linksIn } from './whatever-came.ts';
import { words } from './words.ts';

/** Recordings that are in the web already. */
export function LinksForm() {
  const pasted = useSignal('');
  const problem = useSignal('');
  const isAsking = useSignal(false);
  const text = words();

  const submit = async (event: Event) => {
    event.preventDefault();
    const links = linksIn(pasted.value);
    problem.value = links.length === 0 ? text.noLinks : '';
    isAsking.value = true;
    const refused = await start(links);
    isAsking.value = false;
    const started = links.length - refused.length;
    if (started > 0) tell(text.linksStarted(started));
    sentFiles.value += started;
    if (links.length === 0) return;
    pasted.value = refused.map(({ link }) => link).join('\n');
    problem.value = refused.map(({ link, why }) => `${link}: ${why}`).join('\n');
  };

  return (
    <details>
      <summary>{text.links}</summary>
      <form onSubmit={submit}>
        <textarea
          rows={3}
          aria-label={text.links}
          aria-describedby="links-hint links-problem"
          value={pasted.value}
          placeholder="https://"
          onInput={({ currentTarget: { value } }) => {
            pasted.value = value;
          }}
        />
        <small id="links-hint">{text.linksHint}</small>
        <p id="links-problem" role="alert" class="problem">
          {problem.value}
        </p>
        <button type="submit" aria-busy={isAsking.value} disabled={isAsking.value}>
          {text.sendLinks}
        </button>
      </form>
    </details>
  );
}

/** @returns those that the service refused, and why */
async function start(links: readonly string[]): Promise<{ link: string; why: string }[]> {
  const { webhook } = chosen.value;
  const options = {
    ...jobOptions(chosen.value, usedModel.value?.name),
    ...(webhook !== '' && { webhook_url: webhook }),
  };
  const refused: { link: string; why: string }[] = [];
  for (const link of links) {
    try {
      await api().POST('/api/v1/jobs', { body: { ...options, url: link } });
    } catch (error) {
      refused.push({ link, why: messageOf(error) });
    }
  }
  return refused;
}
