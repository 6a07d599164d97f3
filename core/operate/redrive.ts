/** Messages that a queue set aside go back to it, each on its own: received, sent, then deleted, so that none is lost. */
import type { DeadLetters, Received } from '../shared/ports.ts';

/** `back`: to its queue. `drop`: what it asks for is done. `stay`: it is nothing of ours, and would only come again. */
export type DeadLetterFate = { about: string; fate: 'back' | 'drop' | 'stay'; because?: string };
export type DeadLetter = DeadLetterFate & { body: string };
/** Says what a message is about and what should become of it. */
export type ReadDeadLetter = (body: string) => Promise<DeadLetterFate>;

export type Redrive = { letters: DeadLetters; read: ReadDeadLetter };

/** Longer than one round takes; messages of a round that breaks off are visible again after this. */
const HIDDEN_SECONDS = 300;

/** What is set aside, up to about `limit` messages. They are hidden while they are read and visible again after. */
export async function peekDeadLetters(deps: Redrive, limit: number): Promise<DeadLetter[]> {
  return eachDeadLetter(deps, limit, async () => 'still hidden');
}

/** @returns each message with what became of it */
export async function redriveDeadLetters(deps: Redrive, limit: number): Promise<DeadLetter[]> {
  return eachDeadLetter(deps, limit, async ({ fate, body }, receipt) => {
    if (fate === 'stay') return 'still hidden';
    if (fate === 'back') await deps.letters.sendBack(body);
    await deps.letters.delete(receipt);
    return 'gone';
  });
}

type Settle = (letter: DeadLetter, receipt: string) => Promise<'gone' | 'still hidden'>;

/** What stays is kept hidden to the end: visible before, it would be received again and again. */
async function eachDeadLetter({ letters, read }: Redrive, limit: number, settle: Settle): Promise<DeadLetter[]> {
  const seen: DeadLetter[] = [];
  const hidden: string[] = [];
  try {
    for (let some = await letters.receive(HIDDEN_SECONDS); some.length > 0; ) {
      hidden.push(...some.map(({ receipt }) => receipt));
      for (const message of some) seen.push(await one(message));
      some = seen.length < limit ? await letters.receive(HIDDEN_SECONDS) : [];
    }
    return seen;
  } finally {
    await Promise.all(hidden.map((receipt) => letters.release(receipt)));
  }

  async function one({ body, receipt }: Received<string>): Promise<DeadLetter> {
    const letter = { ...(await read(body)), body };
    if ((await settle(letter, receipt)) === 'gone') hidden.splice(hidden.indexOf(receipt), 1);
    return letter;
  }
}
