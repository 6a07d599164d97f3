import { inEachLanguage } from '../shared/language.ts';

export const words = inEachLanguage({
  en: { loading: 'Loading…' },
  sv: { loading: 'Laddar…' },
});
