import { DUMMY_CREDENTIALS, REGION } from './environment.ts';

/** What every SDK client of the local stack is made with: the dummy credentials and an endpoint on this machine. */
export const clientSettings = (endpoint: string) => ({
  endpoint,
  region: REGION,
  credentials: DUMMY_CREDENTIALS,
  forcePathStyle: true,
});
