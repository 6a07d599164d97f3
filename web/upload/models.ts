/** The languages that the service's model knows, asked once. */
import { signal } from '@preact/signals';
import { tellProblem } from '../shared/notices.tsx';
import { api, messageOf } from '../shared/session.ts';

export const spokenLanguages = signal<readonly string[]>([]);

export async function loadLanguages(): Promise<void> {
  if (spokenLanguages.value.length > 0) return;
  try {
    const { data } = await api().GET('/api/v1/models');
    spokenLanguages.value = [...new Set(data.models.flatMap(({ languages }) => languages))];
  } catch (error) {
    tellProblem(messageOf(error));
  }
}
