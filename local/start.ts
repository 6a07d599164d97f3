/** `npm start`: the whole service on this machine, until Ctrl-C. */
import { parseStartArguments, type StartArguments } from './arguments.ts';
import { aborted, runCommand, whenAskedToEnd } from './endings.ts';
import { forgetRealAws } from './environment.ts';
import { howToUse } from './how-to-use.ts';
import { type LocalStack, startLocalStack } from './local-stack.ts';
import { chooseModel, type Model } from './model.ts';
import { fetchModel } from './models/fetch.ts';
import { timedProgress } from './progress.ts';

forgetRealAws();
await runCommand(() => start(parseStartArguments(process.argv.slice(2))));

async function start({ model, furtherModels, idleSeconds, stateDirectory, port }: StartArguments): Promise<number> {
  const signal = whenAskedToEnd();
  const progress = timedProgress(console.log);
  try {
    const choose = (name: string | undefined) =>
      chooseModel(name, (packaged) => fetchModel(packaged, progress, signal));
    const choice = await choose(model);
    const others: Model[] = [];
    for (const name of furtherModels) others.push((await choose(name)).model);
    // A worker takes jobs until it is idle: a real deployment's one job per worker would load the model for each file.
    const overrides = { model: choice.model, furtherModels: others, idleSeconds, jobsPerWorker: 0 };
    const stack = await startLocalStack({ stateDirectory, overrides, progress, signal, ministack: { port } });
    progress.say('ready');
    console.log(howToUse(stack.outputs, { ...choice, others }, stateDirectory));
    return await runUntil(signal, stack);
  } catch (error) {
    if (signal.aborted) return 0;
    throw error;
  }
}

async function runUntil(signal: AbortSignal, stack: LocalStack): Promise<number> {
  try {
    await Promise.race([aborted(signal), stack.failure]);
    console.log('ending');
    return 0;
  } finally {
    await stack.stop();
  }
}
