import { expect, it } from 'vitest';
import { engineFor, type PythonEnvironments } from '../../local/python/environments.ts';

const WHISPER = { python: '/whisper/python', path: '/whisper' };
const MOONSHINE = { python: '/moonshine/python', path: '/moonshine' };
const both: PythonEnvironments['engines'] = new Map([
  ['faster-whisper', WHISPER],
  ['moonshine', MOONSHINE],
]);

it.each([
  [{}, WHISPER],
  [{ engine: 'faster-whisper' as const }, WHISPER],
  [{ engine: 'moonshine' as const }, MOONSHINE],
])('a worker of a model %j is given the engine of that model', (model, place) => {
  expect(engineFor(both, model)).toEqual(place);
});

it('one of an engine that was not set up says so, and which were', () => {
  const set = () => engineFor(new Map([['faster-whisper', WHISPER]]), { engine: 'moonshine' });
  expect(set).toThrow(/the engine moonshine was not set up, only faster-whisper/);
});
