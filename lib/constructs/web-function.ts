import type { Construct } from 'constructs';
import { ENV } from '../../core/shared/env.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/** Gives out the page for people, unless the stage has none. It knows what the page may reach, bucket and sockets, and may do nothing. */
export function webFunction(scope: Construct, parts: ServiceParts): ServiceFunction | undefined {
  const { config, codeRoot, storage, live } = parts;
  if (!config.page) return undefined;
  return new ServiceFunction(scope, 'Web', {
    name: 'web',
    codeRoot,
    timeout: LAMBDA_TIMEOUT.web,
    logRetentionDays: config.logRetentionDays,
    environment: { [ENV.bucketName]: storage.bucket.bucketName, [ENV.socketUrl]: live.sockets.url },
    permissions: [],
  });
}
