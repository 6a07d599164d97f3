/** What is asked of the transcripts of coming files; remembered in this browser. */
import { effect, signal } from '@preact/signals';
import type { JobOptions } from './send-file.ts';

export const PROFILES = ['fast', 'balanced', 'accurate'] as const;
export type ChosenOptions = {
  /** Empty is the service's own choice. */
  model: string;
  language: string;
  profile: (typeof PROFILES)[number];
  prompt: string;
  webhook: string;
};

const KEPT = 'options';
export const USUAL: ChosenOptions = { model: '', language: 'auto', profile: 'balanced', prompt: '', webhook: '' };

export const chosen = signal<ChosenOptions>({ ...USUAL, ...remembered() });
effect(() => localStorage.setItem(KEPT, JSON.stringify(chosen.value)));

/** What another version of the page kept is of no use where it is of another kind. */
function remembered(): Partial<ChosenOptions> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    const known = Object.entries(kept ?? {}).filter(([name, value]) => name in USUAL && typeof value === 'string');
    const options: Partial<ChosenOptions> = Object.fromEntries(known);
    return PROFILES.some((one) => one === options.profile) ? options : { ...options, profile: USUAL.profile };
  } catch {
    return {};
  }
}

/**
 * As the API takes them; what is as usual is left to the service.
 *
 * @param model that is used: one that was chosen once may be gone
 */
export function jobOptions(
  { model: wanted, language, profile, prompt }: ChosenOptions,
  model: string | undefined,
): JobOptions {
  return {
    ...(wanted !== USUAL.model && wanted === model && { model }),
    ...(language !== USUAL.language && { language }),
    ...(profile !== USUAL.profile && { profile }),
    ...(prompt.trim() !== '' && { prompt: prompt.trim() }),
  };
}
