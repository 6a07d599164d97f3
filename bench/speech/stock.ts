/** Stock faster-whisper by its documented calls, loaded and warm: a path a line in, its text out. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { LocalStackError } from '../../local/errors.ts';
import { PATHS } from '../../local/paths.ts';

export type StockMode = 'sequential' | 'batched';
export const STOCK_MODES: readonly StockMode[] = ['sequential', 'batched'];

const Answer = z.object({
  text: z.string(),
  seconds: z.number(),
  first_seconds: z.number(),
  longest_segment_seconds: z.number(),
});
export type StockReading = z.infer<typeof Answer>;
export type Stock = { mode: StockMode; read: (audio: string) => Promise<StockReading>; close: () => Promise<void> };

/** @param model its directory */
export async function stock(python: string, model: string, mode: StockMode, signal: AbortSignal): Promise<Stock> {
  const threads = String(availableParallelism());
  const args = ['-m', 'bench.stock', '--model', model, '--threads', threads, '--mode', mode];
  const child = spawn(python, args, { cwd: PATHS.engine, signal, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'close').catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new LocalStackError(`stock faster-whisper (${mode}) ended, expected an answer`);
    return JSON.parse(value);
  };
  await next();
  return {
    mode,
    read: async (audio) => {
      child.stdin.write(`${audio}\n`);
      return Answer.parse(await next());
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
