import { inEachLanguage } from '../shared/language.ts';

export const words = inEachLanguage({
  en: {
    heading: 'Operation',
    keys: 'API keys',
    name: 'Name',
    tenant: 'Tenant',
    scopes: 'For',
    state: 'State',
    lastUsed: 'Last used',
    never: 'not yet',
    loading: 'Loading…',
  },
  sv: {
    heading: 'Drift',
    keys: 'API-nycklar',
    name: 'Namn',
    tenant: 'Klient',
    scopes: 'För',
    state: 'Läge',
    lastUsed: 'Senast använd',
    never: 'inte än',
    loading: 'Laddar…',
  },
});
