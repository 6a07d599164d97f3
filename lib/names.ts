const PRODUCTION = 'production';

/** Physical name of something: plain in production, `<name>-<stage>` elsewhere, so that stages share an account. */
export function physicalName(name: string, stage: string): string {
  return stage === PRODUCTION ? name : `${name}-${stage}`;
}
