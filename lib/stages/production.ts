import type { StageFile } from '../stage-config.ts';

export const production: StageFile = {
  stage: 'production',
  region: 'eu-north-1',
  zones: ['eu-north-1a', 'eu-north-1b', 'eu-north-1c'],
};
