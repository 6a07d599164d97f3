/** A stage of several models: what each of them has for itself. */
import { type FurtherModel, placeOf, slugOf } from '../core/transcript/served-models.ts';
import { stackNames } from './names.ts';
import type { StageConfig } from './stage-config.ts';

/** `config`: of the stage as if it served this model alone. */
export interface ModelStage {
  readonly further: FurtherModel;
  readonly config: StageConfig;
}

/** The default comes first; what it has is called as where a stage has one model. */
export function modelStages(config: StageConfig): [ModelStage, ...ModelStage[]] {
  const others = config.furtherModels.map((model) => {
    const imageParameter = placeOf(config.imageParameter, model.name);
    return { further: model.name, config: { ...config, model, imageParameter } };
  });
  return [{ further: undefined, config }, ...others];
}

/** Id of a construct that each model has. */
export function idFor(id: string, further: FurtherModel): string {
  return further === undefined ? id : `${id}-${slugOf(further)}`;
}

/** Name of the stack that makes a model's image; CloudFormation takes no underscore. */
export function imageStackName(stage: string, further: FurtherModel): string {
  const { image } = stackNames(stage);
  return further === undefined ? image : `${image}--${slugOf(further)}`;
}
