/** Tag on every worker and its disk; reconcile finds workers by it and may terminate nothing without it. */
export const STAGE_TAG = 'transcription:stage';

const PRODUCTION = 'production';

/** Physical name of something: plain in production, `<name>-<stage>` elsewhere, so that stages share an account. */
export function physicalName(name: string, stage: string): string {
  return stage === PRODUCTION ? name : `${name}-${stage}`;
}
