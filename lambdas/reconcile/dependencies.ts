import * as z from 'zod';
import { listingOnDemand } from '../../adapters/aws/on-demand/listing.ts';
import { controlPlane } from '../../adapters/control-plane.ts';
import { UploadSearchSettings } from '../../core/contracts/settings.ts';
import type { Reconcile } from '../../core/reconcile/reconcile.ts';
import { ENV, jsonVariable, readEnv } from '../../core/shared/env.ts';

/** @throws EnvironmentError naming every variable that is missing or malformed */
export function reconcileDependencies(environment: NodeJS.ProcessEnv): Reconcile {
  const env = readEnv(
    { [ENV.bucketName]: z.string(), [ENV.uploadSearch]: jsonVariable(UploadSearchSettings) },
    environment,
  );
  const listing = listingOnDemand(env.BUCKET_NAME);
  return { ...controlPlane(environment), listing, searchSettings: env.SWEEP };
}
