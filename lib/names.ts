import { LIVE_TABLE } from '../core/contracts/live-items.ts';

const PRODUCTION = 'production';

/** Physical name of something: plain in production, `<name>-<stage>` elsewhere, so that stages share an account. */
export function physicalName(name: string, stage: string): string {
  return stage === PRODUCTION ? name : `${name}-${stage}`;
}

/** Physical name, or URL, of the queue that holds what another set aside; tools find it by this. */
export function deadLettersOf(queue: string): string {
  return `${queue}-dead-letters`;
}

/** What CloudFormation calls the stacks of a stage. */
export function stackNames(stage: string) {
  return {
    storage: physicalName('transcription-storage', stage),
    transcription: physicalName('transcription', stage),
    image: physicalName('transcription-worker-image', stage),
  };
}

export function launchTemplateName(stage: string): string {
  return physicalName('transcription-worker', stage);
}

/** The Lambda and tools find it by this: it cannot stand in the environment of what the API that it holds for calls. */
export function usagePlanName(stage: string): string {
  return physicalName('transcription', stage);
}

/** Tools find it by this. */
export function liveTableName(stage: string): string {
  return physicalName(LIVE_TABLE.name, stage);
}
