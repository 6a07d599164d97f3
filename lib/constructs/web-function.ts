import type { Construct } from 'constructs';
import { ENV } from '../../core/shared/env.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/** Gives out the page for people, unless the stage has none. It knows the bucket's name, as the page may reach it, and may do nothing. */
export function webFunction(scope: Construct, parts: ServiceParts): ServiceFunction | undefined {
  const { config, codeRoot, storage } = parts;
  if (!config.page) return undefined;
  return new ServiceFunction(scope, 'Web', {
    name: 'web',
    codeRoot,
    timeout: LAMBDA_TIMEOUT.web,
    logRetentionDays: config.logRetentionDays,
    environment: { [ENV.bucketName]: storage.bucket.bucketName },
    permissions: [],
  });
}
