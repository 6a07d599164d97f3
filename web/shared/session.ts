/** The key of who uses the page. It is kept until the tab is closed, and goes out in a header of the API's requests alone. */
import { computed, signal } from '@preact/signals';
import {
  createTranscriptionClient,
  type TranscriptionClient,
  TranscriptionProblem,
} from '../../clients/typescript/index.ts';
import { messageOf } from './problem.ts';

type Scope = 'client' | 'operator';
type Session = { key: string; scopes: Scope[] };

const KEPT = 'session';
/** The page stands at `…/ui`, the API beside it. */
const ENDPOINT = new URL('.', document.location.href).href;

const session = signal<Session | undefined>(keptSession());
export const isSignedIn = computed(() => session.value !== undefined);
export const isClient = computed(() => session.value?.scopes.includes('client') ?? false);
export const isOperator = computed(() => session.value?.scopes.includes('operator') ?? false);
const client = computed(() => session.value && connect(session.value.key));

function keptSession(): Session | undefined {
  const kept = sessionStorage.getItem(KEPT);
  return kept === null ? undefined : (JSON.parse(kept) as Session);
}

/** @throws Error when nobody is signed in, which no view is shown for */
export function api(): TranscriptionClient {
  if (!client.value) throw new Error('no API key was entered');
  return client.value;
}

/** A key that is refused was disabled meanwhile: views ask for nothing that is beyond its scopes. */
function connect(apiKey: string): TranscriptionClient {
  const ask = async (request: Request) => {
    // What is deleted is so for good also when the page is left meanwhile.
    const answer = await fetch(request, { keepalive: request.method === 'DELETE' });
    if (answer.status === 403) signOut();
    return answer;
  };
  return createTranscriptionClient({ endpoint: ENDPOINT, apiKey, fetch: ask });
}

export type SignIn = 'accepted' | 'refused' | { failed: string };

/** Asks the service what the key is good for, before it is kept. */
export async function signIn(entered: string): Promise<SignIn> {
  const key = entered.trim();
  // Nothing else can stand in a header.
  if (!/^[\x21-\x7e]+$/.test(key)) return 'refused';
  try {
    const scopes = await scopesOf(key);
    if (scopes.length === 0) return 'refused';
    sessionStorage.setItem(KEPT, JSON.stringify({ key, scopes }));
    session.value = { key, scopes };
    return 'accepted';
  } catch (error) {
    return { failed: messageOf(error) };
  }
}

async function scopesOf(apiKey: string): Promise<Scope[]> {
  const { GET } = createTranscriptionClient({ endpoint: ENDPOINT, apiKey });
  const [isClients, isOperators] = await Promise.all([
    isAllowed(GET('/api/v1/limits')),
    isAllowed(GET('/api/v1/keys')),
  ]);
  return [...(isClients ? (['client'] as const) : []), ...(isOperators ? (['operator'] as const) : [])];
}

async function isAllowed(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    if (error instanceof TranscriptionProblem && error.status === 403) return false;
    throw error;
  }
}

/** All that was loaded with the key goes too: whoever comes next in this tab may be another's. */
export function signOut(): void {
  sessionStorage.clear();
  document.location.reload();
}
