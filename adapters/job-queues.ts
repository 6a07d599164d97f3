import type { JobMessage } from '../core/contracts/messages.ts';
import type { JobQueues, Queue, QueueDepth } from '../core/shared/ports.ts';
import { furtherModel, placeOf, type ServedModels } from '../core/transcript/served-models.ts';

/**
 * The queues of jobs as one port.
 *
 * @param url of the default model's
 * @param open makes a queue of its URL
 */
export function jobQueues(
  url: string,
  models: ServedModels,
  open: (url: string) => Queue<JobMessage> & QueueDepth,
): JobQueues {
  const queues = new Map(models.map(({ name }) => [name, open(placeOf(url, furtherModel(models, name)))]));
  const queueOf = (model: string) => {
    const queue = queues.get(model);
    if (queue) return queue;
    throw new Error(
      `there is no queue of jobs for the model ${model}; expected one of ${[...queues.keys()].join(', ')}`,
    );
  };
  return {
    send: (body, { model, ...options }) => queueOf(model).send(body, options),
    depth: (model) => queueOf(model).depth(),
  };
}
