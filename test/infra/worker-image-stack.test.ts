import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resource, synthesize, text } from './synthesized.ts';

const image = imageOf();
const component = resource(image, 'AWS::ImageBuilder::Component').Properties;
const document = JSON.parse(text(component['Data'])) as { phases: { name: string; steps: Step[] }[] };
type Step = { name: string; action: string; inputs: { commands: string[] } };

function imageOf(overrides: object = {}) {
  const { image } = synthesize('production', overrides);
  if (!image) throw new Error('stage production has no image stack, expected one');
  return image;
}
const stepsOf = (phase: string) => document.phases.find(({ name }) => name === phase)?.steps ?? [];

describe('the component', () => {
  it('runs every step of worker-ami/image in order', () => {
    const scripts = stepsOf('build').flatMap(
      ({ inputs }) => /steps\/(\S+\.sh)$/.exec(inputs.commands?.at(-1) ?? '')?.[1] ?? [],
    );
    expect(scripts).toEqual(readdirSync('worker-ami/image/steps').sort());
    expect(scripts.length).toBeGreaterThan(7);
  });

  it('downloads into a folder that is there, and has names that every schema of documents takes', () => {
    const steps = stepsOf('build');
    expect(steps[0]).toMatchObject({
      action: 'ExecuteBash',
      inputs: { commands: ['set -e', 'mkdir -p /tmp/transcription-image'] },
    });
    expect(steps.filter(({ name }) => !/^[a-z][a-z0-9-]*$/.test(name))).toEqual([]);
  });

  it('bakes the pinned model in, and tells the image its limits and where its logs go', () => {
    const commands = stepsOf('build').find(({ name }) => name === 'step-60-model')?.inputs.commands;
    expect(commands).toEqual(
      expect.arrayContaining([
        'set -e',
        "export MODEL_ID='KBLab/kb-whisper-small'",
        "export MODEL_REVISION='3564d61a42fc210ceaa55a22a96dd64478959c78'",
        "export ENGINE='faster-whisper'",
        "export MODEL_FILES='model.bin config.json preprocessor_config.json tokenizer.json vocabulary.*'",
        "export MAX_LIFETIME_SECONDS='43200'",
        "export LOG_GROUP='/imagebuilder/transcription/worker-image'",
      ]),
    );
  });

  it('is tested on an instance of the finished image', () => {
    expect(stepsOf('test')).toMatchObject([
      { inputs: { commands: ['set -e', '/opt/transcription/bin/verify-image'] } },
    ]);
    expect(resource(image, 'AWS::ImageBuilder::ImagePipeline').Properties).toMatchObject({
      ImageTestsConfiguration: { ImageTestsEnabled: true },
    });
  });

  it('and its recipe have another name when anything in them changes, as neither can be changed', () => {
    const other = imageOf({ maxLifetimeSeconds: 7200 });
    for (const type of ['AWS::ImageBuilder::Component', 'AWS::ImageBuilder::ImageRecipe']) {
      const names = [image, other].map((template) => resource(template, type).Properties['Name']);
      expect(names[0]).toMatch(/^transcription-worker-[0-9a-f]{12}$/);
      expect(names[1]).not.toBe(names[0]);
    }
    expect(String(component['Data'] && text(component['Data'])).length).toBeLessThan(16_000);
  });
});

describe('the image', () => {
  it('is plain Amazon Linux 2023 of one kernel line, on a small encrypted disk', () => {
    expect(resource(image, 'AWS::ImageBuilder::ImageRecipe').Properties).toMatchObject({
      ParentImage: 'ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.12-x86_64',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 12, VolumeType: 'gp3', Encrypted: true } }],
    });
  });

  it('is built where nobody gets in, with a GPU to be tested on', () => {
    expect(resource(image, 'AWS::ImageBuilder::InfrastructureConfiguration').Properties).toMatchObject({
      InstanceTypes: ['g4dn.xlarge', 'g5.xlarge'],
      InstanceMetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      TerminateInstanceOnFailure: true,
    });
    image.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    image.resourceCountIs('AWS::EC2::NatGateway', 0);
  });

  it.each([
    [{}, 'eu-north-1a'],
    [{ image: { zone: 'eu-north-1b' } }, 'eu-north-1b'],
  ])('is built in one zone, by %j in %s', (overrides, zone) => {
    const subnet = resource(imageOf(overrides), 'AWS::EC2::Subnet').Properties;
    expect(subnet['AvailabilityZone']).toBe(zone);
  });

  it('goes to the parameter that launches read, with the model as tags', () => {
    expect(resource(image, 'AWS::ImageBuilder::DistributionConfiguration').Properties['Distributions']).toEqual([
      {
        Region: 'eu-north-1',
        AmiDistributionConfiguration: {
          Name: 'transcription-worker-{{ imagebuilder:buildDate }}',
          AmiTags: {
            Name: 'transcription-worker',
            'transcription:model': 'KBLab/kb-whisper-small',
            'transcription:model-revision': '3564d61a42fc210ceaa55a22a96dd64478959c78',
          },
        },
        SsmParameterConfigurations: [
          { ParameterName: '/imagebuilder/transcription/worker-image', DataType: 'aws:ec2:image' },
        ],
      },
    ]);
  });

  it('is deleted by a daily run, when three newer ones are there and launches take another', () => {
    const { Properties } = resource(image, 'AWS::Lambda::Function', 'OldImagesFunction');
    expect(Properties['Environment']).toMatchObject({
      Variables: {
        IMAGE_NAME: 'transcription-worker',
        IMAGE_PARAMETER: '/imagebuilder/transcription/worker-image',
        IMAGES_KEPT: '3',
      },
    });
    expect(resource(image, 'AWS::Events::Rule', 'EveryDay').Properties).toMatchObject({
      ScheduleExpression: 'rate(1 day)',
      Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^OldImagesFunction/), 'Arn'] } }],
    });
  });

  it('has the log group that workers write to, which forgets', () => {
    expect(resource(image, 'AWS::Logs::LogGroup', 'WorkerLogs').Properties).toMatchObject({
      LogGroupName: '/imagebuilder/transcription/worker-image',
      RetentionInDays: 30,
    });
  });
});

describe('a stage', () => {
  it('without images of its own has no image stack', () => {
    const image = { build: false };
    expect(synthesize('production', { image, imageParameter: '/shared/worker-image' }).image).toBeUndefined();
    expect(synthesize('local').image).toBeUndefined();
  });

  it.each([
    [{ imageParameter: '/transcription/image' }, 'expected a name that starts with /imagebuilder/'],
    [{ model: { revision: 'strict' } }, 'model.revision of KBLab/kb-whisper-small is strict, expected a commit'],
    [{ model: { source: 'Systran/faster-whisper-small' } }, 'is not set, expected a commit of 40 hexadecimal digits'],
    [{ model: { source: '/opt/model' } }, 'expected a hub id such as KBLab/kb-whisper-small'],
    [{ volumeInitializationMibps: 50 }, 'volumeInitializationMibps: Too small'],
  ])('is refused with %j', (overrides, words) => {
    expect(() => synthesize('production', overrides)).toThrow(words);
  });
});
