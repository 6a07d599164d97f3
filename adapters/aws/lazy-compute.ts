import type { Compute } from '../../core/ports.ts';
import { once } from './clients/once.ts';
import type { Ec2ComputeSettings } from './ec2-compute.ts';

/** The compute port, whose client (by far the largest) is loaded only when something is launched, listed or ended. */
export function lazyCompute(settings: Ec2ComputeSettings): Compute {
  const compute = once(async () => {
    const [{ ec2 }, { ec2Compute }] = await Promise.all([import('./clients/ec2.ts'), import('./ec2-compute.ts')]);
    return ec2Compute(ec2(), settings);
  });
  return {
    launch: async (request) => (await compute()).launch(request),
    list: async () => (await compute()).list(),
    terminate: async (instanceIds) => (await compute()).terminate(instanceIds),
  };
}
