import { Resolver } from 'node:dns/promises';
import type { ResolveHost } from '../../core/webhook/callback-url.ts';

/** Nobody who registers waits longer for a slow name server. */
const LIMIT_MS = 2000;

/**
 * Asks the name servers of the system, or the given ones. Not `dns.lookup`: that holds one of four threads until the
 * answer comes, and a client could choose names whose servers never answer.
 */
export function hostResolver(servers?: readonly string[], limitMs = LIMIT_MS): ResolveHost {
  return async (host) => {
    const resolver = new Resolver({ timeout: limitMs / 2, tries: 2 });
    if (servers) resolver.setServers(servers);
    const limit = setTimeout(() => resolver.cancel(), limitMs);
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    clearTimeout(limit);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  };
}
