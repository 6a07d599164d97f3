import { beforeEach, describe, expect, it } from 'vitest';
import type { Compute } from '../../core/shared/ports.ts';

/** @param make an account without instances that grants what it is asked for */
export function defineComputeContract(name: string, make: () => Promise<Compute>): void {
  describe(`compute: ${name}`, () => {
    let compute: Compute;
    beforeEach(async () => {
      compute = await make();
    });

    const idsOf = (instances: { instance_id: string }[]) => new Set(instances.map((one) => one.instance_id));

    it('launches as many instances as asked, and finds them again', async () => {
      const { instances, errors } = await compute.launch({ count: 3, market: 'spot', token: 'test-1-spot' });
      expect(errors).toEqual([]);
      expect(instances.map((instance) => instance.market)).toEqual(['spot', 'spot', 'spot']);
      const listed = await compute.list();
      expect(idsOf(listed)).toEqual(idsOf(instances));
      for (const { launched_at, ...instance } of listed) {
        expect(launched_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
        expect(instances).toContainEqual(instance);
      }
    });

    it('launches on demand too', async () => {
      const { instances } = await compute.launch({ count: 1, market: 'on-demand', token: 'test-1-on-demand' });
      expect(instances).toMatchObject([{ market: 'on-demand' }]);
    });

    it('ends instances, of which it then knows no more', async () => {
      const { instances } = await compute.launch({ count: 2, market: 'spot', token: 'test-2-spot' });
      const [first, second] = instances.map((instance) => instance.instance_id);
      await compute.terminate([first ?? '']);
      expect(idsOf(await compute.list())).toEqual(new Set([second]));
      await compute.terminate([]);
      expect(await compute.list()).toHaveLength(1);
    });
  });
}
