import type { KeyGateway } from '../../../core/shared/ports.ts';

/** API Gateway's keys in memory: those that the stage's usage plan lets through, each by its id. */
export class MemoryKeyGateway implements KeyGateway {
  readonly inPlan = new Map<string, { name: string; value: string }>();
  #made = 0;

  async make(key: { name: string; value: string }): Promise<string> {
    this.#made += 1;
    const id = `gateway-${this.#made}`;
    this.inPlan.set(id, key);
    return id;
  }

  async takeOut(id: string): Promise<void> {
    this.inPlan.delete(id);
  }
}
