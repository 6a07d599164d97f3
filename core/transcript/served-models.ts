/** The models that a stage serves. Which of them a job is for, everybody asks here. */
import type { TranscriptionOptions } from '../contracts/options.ts';

type Named = { name: string };
/** The first is the default, for jobs that name none. */
export type ServedModels<Model extends Named = Named> = readonly [Model, ...Model[]];
/** The name of a model beside the default; undefined for the default, whose place is where versions that knew one model look. */
export type FurtherModel = string | undefined;

/** The stage does not serve the model that a job asks for, and no worker of another may do it. */
export class ModelUnavailableError extends Error {
  override name = 'ModelUnavailableError';
}

/** Undefined for a name that the stage does not serve. */
export function modelNamed<Model extends Named>(
  models: ServedModels<Model>,
  name: string | undefined,
): Model | undefined {
  return name === undefined ? models[0] : models.find((model) => model.name === name);
}

/**
 * The name of the model whose worker is to do a job.
 *
 * @throws ModelUnavailableError saying which there are
 */
export function requireModel(models: ServedModels, { model }: TranscriptionOptions): string {
  const found = modelNamed(models, model);
  if (found) return found.name;
  throw new ModelUnavailableError(notServed(models, model ?? ''));
}

/** By which model a job or a worker counts whose row names one: rows of versions that knew one model name none. */
export function countedFor(models: ServedModels, name: string | undefined): string {
  return (modelNamed(models, name) ?? models[0]).name;
}

export function furtherModel(models: ServedModels, name: string | undefined): FurtherModel {
  const counted = countedFor(models, name);
  return counted === models[0].name ? undefined : counted;
}

/** What is said of a name that the stage does not serve. */
export function notServed(models: ServedModels, name: string): string {
  const names = models.map((model) => `"${model.name}"`).join(', ');
  return `this deployment does not serve the model "${name}"; expected ${names}, or leave it out`;
}

/**
 * What the queue, the launch template and the like of a further model are called, by what those of the default are.
 *
 * @param name a physical name, or a URL that ends with one
 */
export function placeOf(name: string, further: FurtherModel): string {
  return further === undefined ? name : `${name}_${slugOf(further)}`;
}

/** The name of a model as a part of physical names; a stage's differ in it. */
export function slugOf(model: string): string {
  return model.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
