import { describe, expect, it } from 'vitest';
import { EngineTurns, type Turn } from '../../../core/worker/engine-turns.ts';
import { quiet } from '../../support/memory/clock.ts';
import { NEVER_STOPPED } from '../../support/world.ts';

describe('the turns of files in the engine', () => {
  it('are common for files that share it', async () => {
    const { turns } = given();
    const [first, second] = [await turns.take(false, NEVER_STOPPED), await turns.take(false, NEVER_STOPPED)];
    expect([first.hadCompany, second.hadCompany]).toEqual([true, true]);
  });

  it('remember company that has left', async () => {
    const { turns } = given();
    const first = await turns.take(false, NEVER_STOPPED);
    (await turns.take(false, NEVER_STOPPED)).end();
    expect(first.hadCompany).toBe(true);
  });

  it('are its own for a file that wants the engine alone', async () => {
    const { turns, order, wants } = given();
    const shared = await turns.take(false, NEVER_STOPPED);
    wants('alone', true);
    await quiet();
    expect(order).toEqual([]);
    shared.end();
    await quiet();
    expect(order).toEqual(['alone']);
    expect(shared.hadCompany).toBe(false);
  });

  it('come in the order in which they were wanted, so that none waits for ever', async () => {
    const { turns, order, wants, ends } = given();
    const shared = await turns.take(false, NEVER_STOPPED);
    wants('alone', true);
    wants('later', false);
    wants('latest', false);
    await quiet();
    shared.end();
    await quiet();
    expect(order).toEqual(['alone']);
    ends('alone');
    await quiet();
    expect(order).toEqual(['alone', 'later', 'latest']);
  });

  it('come sooner to those behind one that left the queue', async () => {
    const { turns, order, wants } = given();
    await turns.take(false, NEVER_STOPPED);
    const gone = new AbortController();
    const left = turns.take(true, gone.signal);
    wants('shared', false);
    gone.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await quiet();
    expect(order).toEqual(['shared']);
  });

  it('are not taken by who left the queue', async () => {
    const { turns, order, wants } = given();
    const shared = await turns.take(false, NEVER_STOPPED);
    const gone = new AbortController();
    const left = turns.take(true, gone.signal);
    wants('next', true);
    gone.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    shared.end();
    await quiet();
    expect(order).toEqual(['next']);
  });
});

function given() {
  const turns = new EngineTurns();
  const order: string[] = [];
  const taken = new Map<string, Turn>();
  const wants = (name: string, alone: boolean) =>
    void turns.take(alone, NEVER_STOPPED).then((turn) => {
      order.push(name);
      taken.set(name, turn);
    });
  return { turns, order, wants, ends: (name: string) => taken.get(name)?.end() };
}
