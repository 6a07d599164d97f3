/** Lines that say what is going on and when, for a person who waits. */
export type Progress = {
  say: (line: string) => void;
  /** Runs a step that may take long; says that it still works every few seconds, and how long it took if it did. */
  step: <T>(what: string, work: () => Promise<T>) => Promise<T>;
};

const STILL_WORKING_EVERY_MS = 10_000;
/** What is done sooner was there already and is not worth a line. */
const WORTH_A_LINE_MS = 500;

export function timedProgress(write: (line: string) => void, now: () => number = () => performance.now()): Progress {
  const start = now();
  const seconds = (since: number) => ((now() - since) / 1000).toFixed(1);
  const say = (line: string) => write(`[${seconds(start).padStart(5)} s] ${line}`);
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const began = now();
    const timer = setInterval(() => say(`${what}: still working, ${seconds(began)} s`), STILL_WORKING_EVERY_MS);
    try {
      const result = await work();
      if (now() - began >= WORTH_A_LINE_MS) say(`${what}: ${seconds(began)} s`);
      return result;
    } finally {
      clearInterval(timer);
    }
  };
  return { say, step };
}

export const silentProgress: Progress = { say: () => {}, step: (_what, work) => work() };
