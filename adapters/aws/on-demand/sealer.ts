import type { Sealer } from '../../../core/shared/ports.ts';
import { onDemand } from './on-demand.ts';

/** KMS is needed only for callbacks that have a secret. */
export function sealerOnDemand(keyArn: string): Sealer {
  return onDemand({ seal: true, unseal: true }, async () => {
    const [{ kms }, { kmsSealer }] = await Promise.all([import('../clients/kms.ts'), import('../kms-sealer.ts')]);
    return kmsSealer(kms(), keyArn);
  });
}
