/** The bridge's EC2 in front of the real moto, as the SDK's client sees it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateFleetCommand,
  type CreateFleetCommandInput,
  CreateLaunchTemplateCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientSettings } from '../../local/clients.ts';
import { Faults } from '../../local/ec2/faults.ts';
import { Ec2Proxy } from '../../local/ec2/proxy.ts';
import { SubnetMap } from '../../local/ec2/subnet-map.ts';
import { type Emulator, startMoto } from '../../local/processes/cloud.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { type HttpService, serveHttp } from '../../local/processes/http.ts';
import { silentProgress } from '../../local/progress.ts';
import { ensurePythonEnvironments } from '../../local/python/environments.ts';

const TEMPLATE = 'workers';
const STACK_SUBNET = 'subnet-0000000000000stack';

const folder = mkdtempSync(join(tmpdir(), 'moto-'));
const faults = new Faults();
let moto: Emulator;
let proxy: HttpService;
let ec2: EC2Client;

beforeAll(async () => {
  const { cloud } = await ensurePythonEnvironments(silentProgress, new AbortController().signal);
  moto = await startMoto(cloud, { temporary: folder, logs: folder }, await freePort(), () => {});
  const behind = new EC2Client(clientSettings(moto.url));
  const LaunchTemplateData = { ImageId: 'ami-1', UserData: 'e30=' };
  await behind.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: TEMPLATE, LaunchTemplateData }));
  const { Subnets = [] } = await behind.send(new DescribeSubnetsCommand({}));
  const known = Subnets.map(({ SubnetId = '', AvailabilityZone = '' }) => ({ id: SubnetId, zone: AvailabilityZone }));
  const ec2Proxy = new Ec2Proxy(moto.url, faults);
  ec2Proxy.useSubnets(new SubnetMap([{ id: STACK_SUBNET, zone: 'us-east-1a' }], known));
  proxy = await serveHttp((request, body) => ec2Proxy.answer(request, body));
  ec2 = new EC2Client({ ...clientSettings(proxy.url), maxAttempts: 1 });
});
afterAll(async () => {
  await proxy.close();
  await moto.child.stop(2_000);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => faults.clear());

function fleetOf(count: number, market: 'spot' | 'on-demand', token?: string): CreateFleetCommandInput {
  return {
    Type: 'instant',
    ClientToken: token,
    TargetCapacitySpecification: { TotalTargetCapacity: count, DefaultTargetCapacityType: market },
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateName: TEMPLATE, Version: '$Latest' },
        Overrides: [{ InstanceType: 'g5.xlarge', SubnetId: STACK_SUBNET }],
      },
    ],
  };
}

async function askFor(count: number, market: 'spot' | 'on-demand' = 'spot', token?: string) {
  const { Instances = [], Errors = [] } = await ec2.send(new CreateFleetCommand(fleetOf(count, market, token)));
  return {
    ids: Instances.flatMap(({ InstanceIds = [] }) => InstanceIds),
    subnets: Instances.map(({ LaunchTemplateAndOverrides }) => LaunchTemplateAndOverrides?.Overrides?.SubnetId),
    errors: Errors.map(({ ErrorCode, Lifecycle }) => `${Lifecycle} ${ErrorCode}`),
  };
}

describe('EC2 through the bridge', () => {
  it("starts instances in the stack's subnets", async () => {
    const { ids, subnets, errors } = await askFor(2);
    expect(ids).toHaveLength(2);
    expect(new Set(subnets)).toEqual(new Set([STACK_SUBNET]));
    expect(errors).toEqual([]);
  });

  it('gives the first answer again for the same client token', async () => {
    const first = await askFor(1, 'spot', 'token-1');
    expect((await askFor(1, 'spot', 'token-1')).ids).toEqual(first.ids);
    expect((await askFor(1, 'spot', 'token-2')).ids).not.toEqual(first.ids);
  });

  it('reports a lack of capacity inside a good answer, once', async () => {
    faults.inject({ code: 'InsufficientInstanceCapacity' });
    expect(await askFor(1)).toEqual({ ids: [], subnets: [], errors: ['spot InsufficientInstanceCapacity'] });
    expect((await askFor(1)).ids).toHaveLength(1);
  });

  it('fails for one purchase option and not for the other', async () => {
    faults.inject({ code: 'MaxSpotInstanceCountExceeded', market: 'spot' });
    expect((await askFor(1, 'on-demand')).errors).toEqual([]);
    expect((await askFor(1, 'spot')).errors).toEqual(['spot MaxSpotInstanceCountExceeded']);
  });

  it('gives a part of a fleet', async () => {
    faults.inject({ code: 'InsufficientInstanceCapacity', granted: 1 });
    const { ids, errors } = await askFor(3);
    expect(ids).toHaveLength(1);
    expect(errors).toEqual(['spot InsufficientInstanceCapacity']);
  });

  it('throttles as often as it is told, and forgets the client token of what it refused', async () => {
    faults.inject({ code: 'RequestLimitExceeded', times: 2 });
    const throttled = { name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } };
    await expect(askFor(1, 'spot', 'token-3')).rejects.toMatchObject(throttled);
    await expect(askFor(1, 'spot', 'token-3')).rejects.toMatchObject(throttled);
    expect((await askFor(1, 'spot', 'token-3')).ids).toHaveLength(1);
  });

  it('refuses with any other code', async () => {
    faults.inject({ code: 'UnauthorizedOperation', action: 'DescribeSubnets' });
    await expect(ec2.send(new DescribeSubnetsCommand({}))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      $metadata: { httpStatusCode: 400 },
    });
  });
});
