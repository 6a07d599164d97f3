import { expect, it } from 'vitest';
import type { Engine } from '../../../core/shared/ports.ts';
import { Places } from '../../../core/worker/places.ts';
import { transcribeJob } from '../../../core/worker/transcribe.ts';
import { makeJob } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
import { makeWorld, NEVER_STOPPED, type World, workerOn } from '../../support/world.ts';

const LEAVE = { drop: NEVER_STOPPED, stop: NEVER_STOPPED, drain: NEVER_STOPPED, later: () => {}, aside: () => {} };

/** Speaks the words "Hello there." later than its segment begins. */
function hearingWords(world: World): Engine {
  const words = [
    { word: 'Hello', start: 0.5, end: 0.9, probability: 1 },
    { word: ' there.', start: 0.9, end: 1.5, probability: 1 },
  ];
  const transcribe: Engine['transcribe'] = (job) =>
    world.engine.transcribe({ ...job, on_segment: (segment) => job.on_segment({ ...segment, words }) });
  return withMethod(world.engine, 'transcribe', transcribe);
}

it('a transcript without word times has the subtitles of its words, which an adopting attempt lets be', async () => {
  // Given a job for SubRip without word times
  const world = makeWorld();
  world.engine.usual = { texts: ['Hello there.'] };
  const job = makeJob({ options: { word_timestamps: false, formats: ['srt'] } });
  const place = new Places(1, world.clock).take(job);
  const worker = { ...workerOn(world), engine: hearingWords(world), place };
  world.objects.upload(job.s3_key, 'audio');
  // When one attempt stores the result and another, which knows the stored document alone, adopts it
  const document = await world.clock.until(transcribeJob(worker, job, undefined, LEAVE));
  const adopted = await world.clock.until(transcribeJob(worker, { ...job, attempt: 2 }, undefined, LEAVE));
  // Then the words are in the cues' times and in no document
  expect(world.engine.jobs.map((told) => told.options.word_timestamps)).toEqual([true]);
  expect(document.transcript.segments[0]).toMatchObject({ text: 'Hello there.', words: [] });
  expect(adopted).toEqual(document);
  const srt = world.objects.keys().find((key) => key.endsWith('.srt')) ?? '';
  expect(await world.objects.getText(srt)).toBe('1\n00:00:00,500 --> 00:00:01,500\nHello there.\n\n');
});
