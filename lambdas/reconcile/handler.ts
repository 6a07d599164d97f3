/** Every minute: whatever was left undone is set going again. */
import type { Context } from 'aws-lambda';
import { controlPlane } from '../../adapters/control-plane.ts';
import { logger } from '../../adapters/observability/log.ts';
import { reconcile } from '../../core/use-cases/reconcile.ts';

const deps = controlPlane(process.env);

export async function handler(_event: unknown, context: Context): Promise<void> {
  logger.addContext(context);
  await reconcile(deps);
}
