/** Every minute, whatever was left undone is set going again; when EC2 tells of a worker, what that means is done at once. */
import type { Context } from 'aws-lambda';
import { logger } from '../../adapters/observability/log.ts';
import { reconcileDependencies } from './dependencies.ts';
import { reconcileOn } from './reconcile-on.ts';

const deps = reconcileDependencies(process.env);

export async function handler(event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  await reconcileOn(deps, event);
}
