import type { Construct } from 'constructs';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/** Shows the description of the API to whoever asks. It is apart from the API for its size, and so that it may do nothing. */
export function docsFunction(scope: Construct, { config, codeRoot }: ServiceParts): ServiceFunction {
  return new ServiceFunction(scope, 'Docs', {
    name: 'docs',
    codeRoot,
    timeout: LAMBDA_TIMEOUT.docs,
    logRetentionDays: config.logRetentionDays,
    environment: {},
    permissions: [],
  });
}
