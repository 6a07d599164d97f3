/** How each route of operators is answered. Loaded when the first one asks, as hardly anyone does. */
import { log } from '../../adapters/observability/log.ts';
import type { KeyList } from '../../core/contracts/keys.ts';
import { disableKey, makeKey, rotateKey, setKeyLimits } from '../../core/operate/keys.ts';
import { listKeys } from '../../core/operate/list-keys.ts';
import { type Answers, answer, type Call, json } from './answer.ts';
import { jsonBody } from './body.ts';
import type { ApiDependencies } from './dependencies.ts';
import { keysNamedBy } from './request.ts';

export function operatorAnswers(deps: ApiDependencies): Answers<'operator', [Call]> {
  return {
    async listKeys() {
      return json({ keys: await listKeys(deps.table) } satisfies KeyList);
    },

    async makeKey({ event, key }) {
      const made = await makeKey(deps, jsonBody(event), keysNamedBy(event));
      log.info('key made', { key_id: made.key_id, tenant: made.tenant, scopes: made.scopes, by: key.job_id });
      return json(made);
    },

    async rotateKey({ event, key, id }) {
      const made = await rotateKey(deps, id, jsonBody(event), keysNamedBy(event));
      log.info('key rotated', { key_id: made.key_id, tenant: made.tenant, in_place_of: id, by: key.job_id });
      return json(made);
    },

    async setKeyLimits({ event, key, id }) {
      const limited = await setKeyLimits(deps, id, jsonBody(event));
      log.info('key limited', { key_id: id, tenant: limited.tenant, limits: limited.limits, by: key.job_id });
      return json(limited);
    },

    async getOperation() {
      const { operation } = await import('../../core/operate/operation.ts');
      return json(await operation(deps));
    },

    async getMetrics() {
      const { metrics, PROMETHEUS_TYPE } = await import('../../core/operate/metrics.ts');
      return answer(PROMETHEUS_TYPE, await metrics(deps));
    },

    async disableKey({ key, id }) {
      const disabled = await disableKey(deps, id, key.job_id);
      log.info('key disabled', { key_id: id, tenant: disabled.tenant, by: key.job_id });
      return json(disabled);
    },
  };
}
