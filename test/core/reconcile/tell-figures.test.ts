import { expect, it } from 'vitest';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { FIGURE } from '../../../core/reconcile/tell-figures.ts';
import { count } from '../../../core/shared/counters.ts';
import { givenQueuedJob, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const figures = (world: World) =>
  Object.fromEntries(
    world.log.lines
      .splice(0)
      .flatMap(({ message, fields }) =>
        message === FIGURE ? [[`${fields?.['figure']} ${fields?.['of']}`, fields?.['value']]] : [],
      ),
  );

it('what was done is told once, and what there is each time', async () => {
  const world = makeWorld();
  await givenQueuedJob(world);
  await givenQueuedJob(world);
  await world.clock.until(workOnce(workerOn(world)));
  await reconcile(workerOn(world));
  expect(figures(world)).toMatchObject({
    'submitted all': 2,
    'completed all': 1,
    'deliveries delivered': 1,
    'jobs waiting': 1,
    'audio_seconds all': expect.any(Number),
    'launched spot': 1,
    'workers launching': 1,
  });
  await reconcile(workerOn(world));
  expect(figures(world)).toEqual({ 'jobs waiting': 1, 'workers launching': 1 });
});

it('a run that two Lambdas make at once tells it once', async () => {
  const world = makeWorld();
  await world.table.write(count('a', { completed: 3 }));
  await Promise.all([reconcile(workerOn(world)), reconcile(workerOn(world))]);
  const told = world.log.lines.filter(({ fields }) => fields?.['figure'] === 'completed');
  expect(told.map(({ fields }) => fields?.['value'])).toEqual([3]);
});

it('faults are failures that another try may mend; the rest is the file’s', async () => {
  const world = makeWorld();
  await world.table.write(count('a', { 'failed:internal': 1, 'failed:engine_crashed': 2, 'failed:empty_file': 4 }));
  await reconcile(workerOn(world));
  expect(figures(world)).toEqual({
    'failed internal': 1,
    'failed engine_crashed': 2,
    'failed empty_file': 4,
    'completed all': 0,
    'faults all': 3,
  });
});

it('a stage at rest tells nothing', async () => {
  const world = makeWorld();
  await reconcile(workerOn(world));
  expect(figures(world)).toEqual({});
});
