import * as z from 'zod';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { dynamoDbRemoval } from '../../adapters/aws/dynamodb-removal.ts';
import { listingOnDemand } from '../../adapters/aws/on-demand/listing.ts';
import { versionsOnDemand } from '../../adapters/aws/on-demand/versions.ts';
import { controlPlane } from '../../adapters/control-plane.ts';
import { liveRemoval } from '../../adapters/live.ts';
import { UploadSearchSettings } from '../../core/contracts/settings.ts';
import { ENV, jsonVariable, readEnv } from '../../core/shared/env.ts';
import type { ReconcileOn } from './reconcile-on.ts';

/** @throws EnvironmentError naming every variable that is missing or malformed */
export function reconcileDependencies(environment: NodeJS.ProcessEnv): ReconcileOn {
  const env = readEnv(
    {
      [ENV.tableName]: z.string(),
      [ENV.bucketName]: z.string(),
      [ENV.liveTableName]: z.string(),
      [ENV.uploadSearch]: jsonVariable(UploadSearchSettings),
    },
    environment,
  );
  const listing = listingOnDemand(env.BUCKET_NAME);
  const plane = controlPlane(environment);
  return {
    ...plane,
    table: { ...plane.table, ...dynamoDbRemoval(dynamoDb(), env.TABLE_NAME) },
    objects: { ...plane.objects, ...versionsOnDemand(env.BUCKET_NAME) },
    live: liveRemoval(env.LIVE_TABLE_NAME),
    listing,
    searchSettings: env.SWEEP,
  };
}
