/** The models that the service has, and what of them holds for what the page sends; asked once. */
import { computed, signal } from '@preact/signals';
import type { Model } from '../../clients/typescript/index.ts';
import { tellProblem } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { api } from '../shared/session.ts';
import { chosen, USUAL } from './options.ts';

export const models = signal<readonly Model[]>([]);

/** The one that was chosen, or the service's own choice. Undefined until it is known which there are. */
export const usedModel = computed(() => {
  const wanted = models.value.find(({ name }) => name === chosen.value.model);
  return wanted ?? models.value.find((model) => model.default) ?? models.value[0];
});

export async function loadModels(): Promise<void> {
  if (models.value.length > 0) return;
  try {
    models.value = (await api().GET('/api/v1/models')).data.models;
  } catch (error) {
    tellProblem(messageOf(error));
  }
}

/** A language that another model knows would be refused of this one. */
export function chooseModel(name: string): void {
  const model = models.value.find((one) => one.name === name);
  if (!model) return;
  const isKnown = model.languages.includes(chosen.value.language);
  chosen.value = {
    ...chosen.value,
    model: model.default ? USUAL.model : name,
    language: isKnown ? chosen.value.language : USUAL.language,
  };
}
