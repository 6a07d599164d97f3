/** One POST to a receiver we do not trust: only where the guard lets it, without redirects, and little of the answer is read. */
import type { CallbackRules } from '../../core/contracts/settings.ts';
import type { WebhookTransport } from '../../core/shared/ports.ts';
import { checkedLookup, checkedTarget, INTERNET as GUARDED, type Network as Guarded } from './guard.ts';
import { postOnce } from './post-once.ts';
import { transportFailure } from './transport-errors.ts';

export type Network = Guarded & {
  /** For an attempt in all. */
  timeout_ms: number;
};

export const INTERNET: Network = { ...GUARDED, timeout_ms: 15_000 };

export function webhookTransport(rules: CallbackRules, network = INTERNET): WebhookTransport {
  return {
    async post(request) {
      const begun = performance.now();
      const elapsed = () => performance.now() - begun;
      try {
        const target = checkedTarget(request.url, rules, network);
        const { timeout_ms, ca } = network;
        const answer = await postOnce({ ...request, target, lookup: checkedLookup(rules, network), timeout_ms, ca });
        return { kind: 'answered', ...answer, milliseconds: elapsed() };
      } catch (error) {
        return { kind: 'unreachable', ...transportFailure(error, network.timeout_ms), milliseconds: elapsed() };
      }
    },
  };
}
