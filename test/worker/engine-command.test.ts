import { expect, it } from 'vitest';
import { engineCommand } from '../../worker-ami/worker/engine-command.ts';
import { makeUserData } from '../support/user-data.ts';

const { model } = makeUserData();

it('starts the engine of the image on the model of the user data', () => {
  expect(engineCommand({ ...model, revision: 'abc' }, {})).toMatchObject({
    program: '/opt/transcription/engine/bin/python',
    args: [
      ...['-m', 'transcription_engine', '--model', '/models/demo', '--revision', 'abc'],
      ...['--languages', 'sv', '--tasks', 'transcribe'],
    ],
  });
});

it('starts the engine that runs the model', () => {
  expect(engineCommand({ ...model, engine: 'moonshine' }, {}).args.slice(0, 2)).toEqual(['-m', 'moonshine_engine']);
});

it('starts another Python when told so', () => {
  expect(engineCommand(model, { ENGINE_PYTHON: '/home/me/python' })).toMatchObject({ program: '/home/me/python' });
});

it('keeps credentials from the engine, which needs none', () => {
  const { environment } = engineCommand(model, {
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_REGION: 'eu-north-1',
    HF_HOME: '/models',
  });
  expect(environment).toEqual({ HF_HOME: '/models' });
});
