import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteUsagePlanKeyCommand,
  GetUsagePlansCommand,
  NotFoundException,
} from '@aws-sdk/client-api-gateway';
import { beforeEach, describe, expect, it } from 'vitest';
import { apiGatewayKeys } from '../../../adapters/aws/api-gateway-keys.ts';
import { keyGatewayOnDemand } from '../../../adapters/aws/on-demand/key-gateway.ts';
import { stubClient } from '../../support/stub-client.ts';

const client = stubClient(APIGatewayClient);
const keys = apiGatewayKeys(new APIGatewayClient({}), 'transcription');
const KEY = { name: 'acme', value: 'what nobody guesses' };

beforeEach(() => {
  client
    .on(GetUsagePlansCommand)
    .resolves({ items: [{ id: 'plan-1', name: 'transcription-test' }], position: 'next' })
    .on(GetUsagePlansCommand, { position: 'next' })
    .resolves({ items: [{ id: 'plan-2', name: 'transcription' }] })
    .on(CreateApiKeyCommand)
    .resolves({ id: 'id-1', value: KEY.value });
});

describe('a key of API Gateway', () => {
  it('is made and put into the plan of that very name, on whatever page it stands', async () => {
    expect(await keys.make(KEY)).toBe('id-1');
    expect(client).toHaveReceivedCommandWith(CreateApiKeyCommand, { ...KEY, enabled: true });
    expect(client).toHaveReceivedCommandWith(CreateUsagePlanKeyCommand, { usagePlanId: 'plan-2', keyId: 'id-1' });
  });

  it('is not made where there is no plan for it', async () => {
    client.on(GetUsagePlansCommand).resolves({ items: [] });
    await expect(keys.make(KEY)).rejects.toThrow('there is no usage plan transcription');
    expect(client).not.toHaveReceivedCommand(CreateApiKeyCommand);
  });

  it.each([[undefined], [KEY.value]])('that has no id of its own (%s) is not used: ids are logged', async (id) => {
    client.on(CreateApiKeyCommand).resolves({ id });
    await expect(keys.make(KEY)).rejects.toThrow('no id of its own');
  });

  it('is taken out of the plan, also when it is in none', async () => {
    await keys.takeOut('id-1');
    const gone = new NotFoundException({ message: 'no such key', $metadata: {} });
    client.on(DeleteUsagePlanKeyCommand).rejects(gone);
    await keyGatewayOnDemand('transcription').takeOut('id-1');
    expect(client).toHaveReceivedCommandTimes(DeleteUsagePlanKeyCommand, 2);
  });

  it('that cannot be taken out for another reason is an error', async () => {
    client.on(DeleteUsagePlanKeyCommand).rejects(new Error('throttled'));
    await expect(keys.takeOut('id-1')).rejects.toThrow('throttled');
  });
});
