import type { KeyGateway } from '../../../core/shared/ports.ts';
import { onDemand } from './on-demand.ts';

/** API Gateway is asked only when keys are made or disabled. */
export function keyGatewayOnDemand(planName: string): KeyGateway {
  return onDemand({ make: true, takeOut: true }, async () => {
    const [{ apiGateway }, { apiGatewayKeys }] = await Promise.all([
      import('../clients/api-gateway.ts'),
      import('../api-gateway-keys.ts'),
    ]);
    return apiGatewayKeys(apiGateway(), planName);
  });
}
