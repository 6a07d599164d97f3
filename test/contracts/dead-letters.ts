import { beforeEach, describe, expect, it } from 'vitest';
import type { DeadLetters, Received } from '../../core/shared/ports.ts';

export type DeadLettersUnderTest = {
  letters: DeadLetters;
  setAside(body: string): Promise<void>;
  /** What came back to the queue itself. */
  sentBack(): Promise<string[]>;
};

/** @param make a queue and its dead letters, both empty */
export function defineDeadLettersContract(name: string, make: () => Promise<DeadLettersUnderTest>): void {
  describe(`dead letters: ${name}`, () => {
    let given: DeadLettersUnderTest;
    beforeEach(async () => {
      given = await make();
    });

    const receiveAll = async (): Promise<Received<string>[]> => {
      const some = await given.letters.receive(60);
      return some.length === 0 ? [] : [...some, ...(await receiveAll())];
    };
    const bodiesOf = (messages: Received<string>[]) => messages.map(({ body }) => body).sort();

    it('are given as they are, each once, more of them than one receive holds', async () => {
      const bodies = Array.from({ length: 12 }, (_, n) => `no JSON, åäö ${n}`).sort();
      for (const body of bodies) await given.setAside(body);
      expect(bodiesOf(await receiveAll())).toEqual(bodies);
    });

    it('are visible again once released', async () => {
      await given.setAside('a');
      for (const { receipt } of await receiveAll()) await given.letters.release(receipt);
      expect(bodiesOf(await receiveAll())).toEqual(['a']);
    });

    it('are gone once deleted', async () => {
      await given.setAside('a');
      for (const { receipt } of await receiveAll()) {
        await given.letters.delete(receipt);
      }
      expect(await receiveAll()).toEqual([]);
    });

    it('go back to the queue they came from', async () => {
      await given.letters.sendBack('{"job_id":"å"}');
      expect([await given.sentBack(), await receiveAll()]).toEqual([['{"job_id":"å"}'], []]);
    });
  });
}
