import { ENV } from '../../core/shared/env.ts';
import { furtherModels, keyLimits, modelSettings, uploadLimits } from '../runtime-settings.ts';
import type { ServiceParts } from './service-parts.ts';

/** What the Lambdas that take jobs in and launch workers are told; `adapters/control-plane.ts` reads it. */
export function controlPlaneEnvironment({ config, storage, jobs, deliveries, fleet }: ServiceParts) {
  return {
    [ENV.stage]: config.stage,
    [ENV.tableName]: storage.table.tableName,
    [ENV.bucketName]: storage.bucket.bucketName,
    [ENV.jobsQueueUrl]: jobs[0].guarded.queue.queueUrl,
    [ENV.deliveriesQueueUrl]: deliveries.queue.queueUrl,
    [ENV.launchTemplateName]: fleet.launchTemplateName,
    [ENV.fleet]: fleet.fleetSettings,
    [ENV.uploadLimits]: JSON.stringify(uploadLimits(config)),
    [ENV.keyLimits]: JSON.stringify(keyLimits(config)),
    [ENV.registrationDays]: String(config.retention.registrationDays),
    [ENV.model]: JSON.stringify(modelSettings(config)),
    ...furtherModels(config),
  };
}
