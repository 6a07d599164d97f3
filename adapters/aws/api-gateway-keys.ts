import {
  type APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteUsagePlanKeyCommand,
  NotFoundException,
  paginateGetUsagePlans,
} from '@aws-sdk/client-api-gateway';
import type { KeyGateway } from '../../core/shared/ports.ts';

/** Keys of API Gateway that go by one usage plan, which is found by its name. */
export function apiGatewayKeys(client: APIGatewayClient, planName: string): KeyGateway {
  async function planId(): Promise<string> {
    for await (const { items = [] } of paginateGetUsagePlans({ client }, {})) {
      const plan = items.find(({ name }) => name === planName);
      if (plan?.id) return plan.id;
    }
    throw new Error(`there is no usage plan ${planName}; deploy the stack again`);
  }

  return {
    async make({ name, value }) {
      const usagePlanId = await planId();
      const { id } = await client.send(new CreateApiKeyCommand({ name, value, enabled: true }));
      // Ids stand in logs and in the table's keys.
      if (!id || id === value) throw new Error('API Gateway gave the key no id of its own');
      await client.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: id, keyType: 'API_KEY' }));
      return id;
    },

    async takeOut(keyId) {
      try {
        await client.send(new DeleteUsagePlanKeyCommand({ usagePlanId: await planId(), keyId }));
      } catch (error) {
        if (!(error instanceof NotFoundException)) throw error;
      }
    },
  };
}
