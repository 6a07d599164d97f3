import type { Compute } from '../../../core/shared/ports.ts';
import type { Ec2ComputeSettings } from '../ec2-compute.ts';
import { onDemand } from './on-demand.ts';

/** EC2 is needed only when something is launched, listed or ended. */
export function computeOnDemand(settings: Ec2ComputeSettings): Compute {
  return onDemand({ launch: true, list: true, terminate: true }, async () => {
    const [{ ec2 }, { ec2Compute }] = await Promise.all([import('../clients/ec2.ts'), import('../ec2-compute.ts')]);
    return ec2Compute(ec2(), settings);
  });
}
