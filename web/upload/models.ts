/** The languages that the service's default model knows, which hears what the page sends; asked once. */
import { signal } from '@preact/signals';
import { tellProblem } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { api } from '../shared/session.ts';

export const spokenLanguages = signal<readonly string[]>([]);

export async function loadLanguages(): Promise<void> {
  if (spokenLanguages.value.length > 0) return;
  try {
    const { data } = await api().GET('/api/v1/models');
    const used = data.models.find((model) => model.default) ?? data.models[0];
    spokenLanguages.value = used?.languages ?? [];
  } catch (error) {
    tellProblem(messageOf(error));
  }
}
