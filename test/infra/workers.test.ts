import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { FleetSettings, UserData } from '../../core/contracts/settings.ts';
import { resource, synthesize, text } from './synthesized.ts';

const REVISION = '1499d2d2f0c7ed545bd6f2eec85287cf8d8c8b38';
const { transcription } = synthesize('production', { model: { revision: REVISION } });
const template = resource(transcription, 'AWS::EC2::LaunchTemplate').Properties;
const data = template['LaunchTemplateData'] as Record<string, unknown>;

describe('the launch template', () => {
  it('is found by name and takes its image from the parameter at each launch', () => {
    expect(template['LaunchTemplateName']).toBe('transcription-worker');
    expect(data['ImageId']).toBe('resolve:ssm:/imagebuilder/transcription/worker-image');
  });

  it('answers for credentials through IMDSv2 only, and one hop away', () => {
    expect(data['MetadataOptions']).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
  });

  it('ends the instance when it shuts down, and its encrypted disk with it', () => {
    expect(data['InstanceInitiatedShutdownBehavior']).toBe('terminate');
    expect(data['BlockDeviceMappings']).toEqual([
      {
        DeviceName: '/dev/xvda',
        Ebs: { VolumeType: 'gp3', VolumeSize: 60, Encrypted: true, DeleteOnTermination: true },
      },
    ]);
  });

  it('lets nobody log in: no key pair, no public inbound rule', () => {
    expect(data).not.toHaveProperty('KeyName');
    expect(data['SecurityGroupIds']).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^NetworkWorkers/), 'GroupId'] }]);
    expect(resource(transcription, 'AWS::EC2::SecurityGroup', 'NetworkWorkers').Properties).not.toHaveProperty(
      'SecurityGroupIngress',
    );
    expect(data).not.toHaveProperty('NetworkInterfaces');
  });

  it('fills the disk from the image at a given rate only where the stage pays for it', () => {
    const paying = synthesize('production', { volumeInitializationMibps: 300 }).transcription;
    const { LaunchTemplateData } = resource(paying, 'AWS::EC2::LaunchTemplate').Properties as {
      LaunchTemplateData: { BlockDeviceMappings: { Ebs: object }[] };
    };
    expect(LaunchTemplateData.BlockDeviceMappings[0]?.Ebs).toMatchObject({ VolumeInitializationRate: 300 });
  });

  it('tags instance and volume, by which reconcile finds them', () => {
    const tags = [
      { Key: 'Name', Value: 'transcription-worker' },
      { Key: 'transcription:stage', Value: 'production' },
    ];
    expect(data['TagSpecifications']).toEqual([
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ]);
  });
});

describe('user data', () => {
  const settings = JSON.parse(text(data['UserData']));

  it("is what the worker reads, within EC2's 16 KB", () => {
    expect(UserData.parse(settings)).toEqual(settings);
    expect(settings).toMatchObject({
      stage: 'production',
      region: 'eu-north-1',
      model: { name: 'kb-whisper-small', source: 'KBLab/kb-whisper-small', languages: ['sv'], revision: REVISION },
      idle_seconds: 0,
      jobs_per_worker: 1,
      max_lifetime_seconds: 43_200,
      callback_rules: { allow_loopback_http: false, ports: [443, 8443] },
      webhook_limits: { rate_per_second: 20, burst: 100, max_in_flight: 5 },
    });
    expect(text(data['UserData']).length).toBeLessThan(16_000);
  });

  it('holds names and limits, and no secret', () => {
    expect(text(data['UserData'])).not.toMatch(/resolve:|secretsmanager|password|api_?key|token/i);
    expect(Object.keys(settings).sort()).toEqual(Object.keys(UserData.omit({ further_buckets: true }).shape).sort());
  });
});

describe("the worker's code", () => {
  const { code } = JSON.parse(text(data['UserData']));

  it('is the bundle of this build, by its sha256', () => {
    expect(code).toEqual({ s3_key: `scripts/${code.sha256}/worker.mjs`, sha256: sha256('// worker/worker\n') });
  });

  it('is copied into the bucket before any worker is told of it, and stays there', () => {
    const { Properties } = resource(transcription, 'Custom::AWS', 'CallsWorkerCode');
    expect(JSON.parse(text(Properties['Create']))).toMatchObject({
      action: 'CopyObject',
      parameters: { Key: code.s3_key, CopySource: expect.stringMatching(/^cdk-\S+-assets-\S+\/[0-9a-f]{64}\.mjs$/) },
    });
    expect(Properties['Delete']).toBeUndefined();
    expect(resource(transcription, 'AWS::EC2::LaunchTemplate')).toMatchObject({
      DependsOn: expect.arrayContaining([expect.stringMatching(/^CallsWorkerCode/)]),
    });
  });

  it("is the image's own in the local stage, where no helper can copy it", () => {
    const { LaunchTemplateData } = resource(synthesize('local').transcription, 'AWS::EC2::LaunchTemplate')
      .Properties as {
      LaunchTemplateData: { UserData: unknown };
    };
    expect(JSON.parse(text(LaunchTemplateData.UserData))).not.toHaveProperty('code');
  });
});

describe('the fleet settings of the Lambdas', () => {
  it('are what the Lambdas read, with one subnet per zone', () => {
    const lambda = resource(transcription, 'AWS::Lambda::Function', 'ReconcileFunction').Properties;
    const { FLEET } = (lambda['Environment'] as { Variables: Record<string, unknown> }).Variables;
    expect(FleetSettings.parse(JSON.parse(text(FLEET)))).toEqual({
      max_workers: 10,
      waiting_jobs_per_worker: 1,
      instance_types: ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge'],
      subnet_ids: Array(3).fill(expect.stringMatching(/^\$\{NetworkVpcworkersSubnet/)),
      markets: ['spot', 'on-demand'],
      max_lifetime_seconds: 43_200,
      first_wait_seconds: 15,
      longest_wait_seconds: 900,
      give_up_seconds: 259_200,
    });
  });

  it('have the budget that the stage names', () => {
    const { transcription: frugal } = synthesize('production', { limits: { stageUsdPerMonth: 50 } });
    const lambda = resource(frugal, 'AWS::Lambda::Function', 'ReconcileFunction').Properties;
    const { FLEET } = (lambda['Environment'] as { Variables: Record<string, unknown> }).Variables;
    expect(FleetSettings.parse(JSON.parse(text(FLEET)))).toMatchObject({ usd_per_month: 50 });
  });

  it('give a job up before the queue forgets it', () => {
    const { Properties } = resource(transcription, 'AWS::SQS::Queue', 'JobsQueue');
    expect(() => synthesize('production', { capacity: { giveUpHours: 313 } })).toThrow('giveUpHours');
    expect(312 * 3600).toBeLessThan(Number(Properties['MessageRetentionPeriod']));
  });
});

describe('the network', () => {
  it('costs nothing while nobody uses it', () => {
    transcription.resourceCountIs('AWS::EC2::NatGateway', 0);
    transcription.resourceCountIs('AWS::EC2::EIP', 0);
    transcription.allResourcesProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' });
    transcription.resourceCountIs('AWS::EC2::VPCEndpoint', 2);
  });

  it('has a public subnet in each zone', () => {
    const subnets = Object.values(transcription.findResources('AWS::EC2::Subnet'));
    expect(subnets.map((subnet) => subnet['Properties'].AvailabilityZone)).toEqual([
      'eu-north-1a',
      'eu-north-1b',
      'eu-north-1c',
    ]);
    transcription.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: true });
  });

  it('lets nobody in', () => {
    expect(resource(transcription, 'AWS::EC2::SecurityGroup').Properties['SecurityGroupIngress']).toBeUndefined();
    transcription.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    transcription.resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
  });
});

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
