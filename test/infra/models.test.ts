/** A stage of several models. */
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { FurtherModels, UserData } from '../../core/contracts/settings.ts';
import { KNOWN_MODELS } from '../../core/transcript/models.ts';
import { loadStage } from '../../lib/stages/index.ts';
import { stageApp } from '../support/stage-app.ts';
import { grantsOf } from './grants.ts';
import { SERVICE } from './rights.ts';
import { resource, synthesize, text } from './synthesized.ts';

const REVISION = '0'.repeat(40);
/** What needs the most room in an environment: three models that know a hundred languages. */
const WHISPERS = ['whisper-large-v3', 'whisper-large-v3-turbo', 'Whisper.three'].map((name, index) => ({
  ...KNOWN_MODELS.find((model) => model.name === 'whisper-large-v3'),
  name,
  revision: REVISION.replace(/0$/, String(index)),
  size_mb: undefined,
}));
const furtherModels = WHISPERS.map(({ size_mb: _, ...model }) => model);
/** As long as a stage file may have it. */
const furtherBuckets = [{ name: 'calls', prefix: '', tenants: ['t'.repeat(740)] }];
const { transcription } = synthesize('production', { furtherModels, furtherBuckets });
const SLUG = 'whisper-large-v3-turbo';

const environmentOf = (id: string) => {
  const { Environment } = resource(transcription, 'AWS::Lambda::Function', id).Properties;
  return (Environment as { Variables: Record<string, unknown> }).Variables;
};

describe('each model', () => {
  it('has a queue as the default has one, and dead letters, which an alarm tells of', () => {
    const names = (id: string) =>
      Object.values(transcription.findResources('AWS::SQS::Queue')).filter(
        ({ Properties }) => Properties.QueueName === id,
      );
    const [queue] = names(`transcription-jobs_${SLUG}`);
    const [first] = names('transcription-jobs');
    expect(queue?.['Properties']).toMatchObject({
      VisibilityTimeout: first?.['Properties'].VisibilityTimeout,
      RedrivePolicy: { maxReceiveCount: 50 },
    });
    expect(names(`transcription-jobs_${SLUG}-dead-letters`)).toHaveLength(1);
    const { Properties } = resource(
      transcription,
      'AWS::CloudWatch::Alarm',
      'AlarmsJobsDeadLetterswhisperlargev3turbo',
    );
    expect(Properties['AlarmDescription']).toContain('see docs/runbook.md, JobsDeadLetters');
  });

  it('has workers that boot from an image of its own, and are told their model and queue', () => {
    const { Properties } = resource(
      transcription,
      'AWS::EC2::LaunchTemplate',
      'WorkersLaunchTemplatewhisperlargev3turbo',
    );
    const data = Properties['LaunchTemplateData'] as Record<string, unknown>;
    expect(Properties['LaunchTemplateName']).toBe(`transcription-worker_${SLUG}`);
    expect(data['ImageId']).toBe(`resolve:ssm:/imagebuilder/transcription/worker-image_${SLUG}`);
    const told = UserData.parse(JSON.parse(text(data['UserData'])));
    expect(told).toMatchObject({
      model: { name: SLUG },
      jobs_queue_url: expect.stringMatching(/^\$\{Jobswhisperlargev3turboQueue/),
    });
  });

  it('has an image stack, in which nothing is called as in that of another', () => {
    const { stacks } = stageApp('production', { furtherModels });
    const [default_, ...others] = [stacks.image, ...(stacks.furtherImages ?? [])];
    expect(others.map((stack) => stack.stackName)).toContain(`transcription-worker-image--${SLUG}`);
    const pipelineOf = (stack = default_) => {
      if (!stack) throw new Error('the stage has no image stack');
      return resource(Template.fromStack(stack), 'AWS::ImageBuilder::ImagePipeline').Properties['Name'];
    };
    const names = [pipelineOf(), ...others.map((stack) => pipelineOf(stack))];
    expect(names).toEqual(expect.arrayContaining(['transcription-worker', `transcription-worker_${SLUG}`]));
    expect(new Set(names).size).toBe(4);
  });
});

describe('the Lambdas', () => {
  it.each(['ApiFunction', 'ProcessUploadFunction', 'ReconcileFunction'])('%s is told of all, within 4 KB', (id) => {
    const variables = environmentOf(id);
    expect(FurtherModels.parse(JSON.parse(text(variables['FURTHER_MODELS']))).map(({ name }) => name)).toEqual(
      furtherModels.map(({ name }) => name),
    );
    const characters = Object.entries(variables).reduce(
      (sum, [name, value]) => sum + name.length + text(value).length,
      0,
    );
    expect(characters).toBeLessThan(3_900);
  });

  it('are told of none where there is one model', () => {
    const { transcription: one } = synthesize('production');
    expect(JSON.stringify(one.toJSON())).not.toContain('FURTHER_MODELS');
  });

  it('may send to every queue, and launch from every template and image, and nothing else', () => {
    const grants = grantsOf(transcription);
    const added = (role: string) => {
      const before = SERVICE[role] ?? {};
      return Object.keys(grants[role] ?? {}).filter((on) => !(on in before) && !on.startsWith('instance/*'));
    };
    const queues = ['whisperlargev3', 'whisperlargev3turbo', 'whisperthree'].map((slug) => `Jobs${slug}Queue`);
    expect(added('ApiRole').sort()).toEqual(queues);
    expect(added('WorkersRole').filter((on) => !on.startsWith('log-group:'))).toEqual([...queues, 'calls/*']);
    expect(added('ProcessUploadRole')).toEqual(
      expect.arrayContaining([
        ...queues,
        'launch-template/WorkersLaunchTemplatewhisperlargev3turbo',
        `parameter/imagebuilder/transcription/worker-image_${SLUG}`,
      ]),
    );
    expect(added('ProcessUploadRole')).toHaveLength(9);
    expect(added('ReconcileRole')).toHaveLength(9);
  });
});

it('operators and tools read which there are', () => {
  expect(transcription.findOutputs('Models')).toMatchObject({
    Models: { Value: JSON.stringify(['kb-whisper-small', ...furtherModels.map(({ name }) => name)]) },
  });
});

describe('further models that are refused', () => {
  const known = { name: 'kb-whisper-large' };

  it.each([
    ['the default again', [{ name: 'kb-whisper-small' }]],
    [
      'two of one name but for its signs',
      [
        { ...furtherModels[0], name: 'a.b' },
        { ...furtherModels[0], name: 'A b' },
      ],
    ],
    ['a name that no queue takes', [{ ...furtherModels[0], name: 'a'.repeat(26) }]],
    ['more than fit', ['medium', 'large', 'base', 'tiny'].map((size) => ({ name: `kb-whisper-${size}` }))],
    ['one that nobody knows', [known, { name: 'unheard-of' }]],
  ])('%s', (_what, models) => {
    expect(() => loadStage('production', { furtherModels: models })).toThrow(/furtherModels/);
    expect(loadStage('production', { furtherModels: [known] }).furtherModels).toMatchObject([known]);
  });
});
