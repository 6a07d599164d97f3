import { beforeEach, describe, expect, it } from 'vitest';
import type { JobMessage } from '../../core/contracts/messages.ts';
import type { QueueDepth, Received, WorkQueue } from '../../core/shared/ports.ts';
import type { MemoryLog } from '../support/memory/log.ts';

export type QueueUnderTest = {
  queue: WorkQueue<JobMessage> & QueueDepth;
  log: MemoryLog;
  sendText(text: string): Promise<void>;
  /** Waits for something that time brings, be it real or virtual. */
  until<Result>(work: Promise<Result>): Promise<Result>;
};

/** @param make an empty queue of `JobMessage`s with a visibility of 120 s */
export function defineWorkQueueContract(name: string, make: () => Promise<QueueUnderTest>): void {
  describe(`a work queue: ${name}`, () => {
    let given: QueueUnderTest;
    beforeEach(async () => {
      given = await make();
    });

    const receive = (wait_seconds = 0) => given.until(given.queue.receive({ wait_seconds }));
    const expectOne = async (wait_seconds = 0): Promise<Received<JobMessage>> => {
      const message = await receive(wait_seconds);
      if (!message) throw new Error('the queue gave nothing, expected a message');
      return message;
    };

    it('gives each message to one', async () => {
      await given.queue.send(makeMessage('åäö 日本語'));
      expect((await expectOne()).body).toEqual(makeMessage('åäö 日本語'));
      expect(await receive()).toBeUndefined();
    });

    it.each([
      ['of every language', 'åäö 日本語 🎙'],
      ['that XML does not know', 'a\ufffeb\uffff.wav'],
      ['that nobody sees', 'a\u0000b\u001b\u007f\u0085\u2028.wav'],
      ['that are half of one', 'a\ud800b'],
    ])('takes names with characters %s', async (_which, name) => {
      await given.queue.send(makeMessage(name));
      expect((await expectOne()).body).toEqual(makeMessage(name));
    });

    it.each(['\u0000', '\u0008', '\u000b', '\u001f', '\ufffe', '\uffff'])('refuses %j as it is', async (character) => {
      await expect(given.sendText(`a${character}b`)).rejects.toThrow();
      expect(await given.queue.depth()).toBe(0);
    });

    it.each(['\t', '\n', '\r', ' ', '\u007f', '\ud7ff', '\ue000', '\ufffd', '\u{10000}', '\u{10ffff}'])(
      'takes %j as it is',
      async (character) => {
        await given.sendText(`a${character}b`);
        expect(await given.queue.depth()).toBe(1);
      },
    );

    it('takes messages of tenants', async () => {
      await given.queue.send(makeMessage('a'), { tenant: 'acme' });
      expect((await expectOne()).body).toEqual(makeMessage('a'));
    });

    it('gives a message back at once when asked', async () => {
      await given.queue.send(makeMessage());
      await given.queue.hide((await expectOne()).receipt, 0);
      expect((await expectOne()).body).toEqual(makeMessage());
    });

    it('hides a message for as long as asked, from then on', async () => {
      await given.queue.send(makeMessage());
      await given.queue.hide((await expectOne()).receipt, 1);
      expect(await receive()).toBeUndefined();
      expect((await expectOne(10)).body).toEqual(makeMessage());
    });

    it('holds a delayed message back', async () => {
      await given.queue.send(makeMessage(), { delay_seconds: 1 });
      expect(await receive()).toBeUndefined();
      expect((await expectOne(10)).body).toEqual(makeMessage());
    });

    it('waits for a message that is not there yet', async () => {
      const waiting = given.queue.receive({ wait_seconds: 20 });
      await given.queue.send(makeMessage());
      expect(await given.until(waiting)).toMatchObject({ body: makeMessage() });
    });

    it('forgets a deleted message', async () => {
      await given.queue.send(makeMessage());
      await given.queue.delete((await expectOne()).receipt);
      expect([await receive(), await given.queue.depth()]).toEqual([undefined, 0]);
    });

    it('stops waiting when told to', async () => {
      const stop = new AbortController();
      const waiting = given.queue.receive({ wait_seconds: 20, signal: stop.signal });
      stop.abort();
      expect(await waiting).toBeUndefined();
    });

    it('drops a message that is not one of ours', async () => {
      await given.sendText('{"not":"ours"}');
      expect(await receive()).toBeUndefined();
      expect([given.log.at('error').length, await given.queue.depth()]).toEqual([1, 0]);
    });

    it('is as deep as what is visible, in flight and delayed', async () => {
      await given.queue.send(makeMessage('1'));
      await expectOne();
      await given.queue.send(makeMessage('2'));
      await given.queue.send(makeMessage('3'), { delay_seconds: 60 });
      expect(await given.queue.depth()).toBe(3);
    });
  });
}

function makeMessage(job_id = 'job-1'): JobMessage {
  return { job_id, s3_input: 's3://bucket/in', s3_output: 's3://bucket/out' };
}
