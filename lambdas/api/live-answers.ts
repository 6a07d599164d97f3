/** Tickets for sockets. Loaded when the first one asks. */
import { socketAddresses } from '../../adapters/aws/socket-addresses.ts';
import { giveTicket } from '../../core/live/ticket.ts';
import { type Answers, type Call, json } from './answer.ts';
import type { ApiDependencies } from './dependencies.ts';

export type LiveAnswers = Pick<Answers<'client', [Call]>, 'giveTicket' | 'giveTenantTicket'>;

export function liveAnswers(deps: ApiDependencies): LiveAnswers {
  const { open } = socketAddresses(deps.socketUrl, process.env);
  return {
    async giveTicket({ tenant, id }) {
      return json(await giveTicket(deps, { tenant, job_id: id }, open));
    },

    async giveTenantTicket({ tenant }) {
      return json(await giveTicket(deps, { tenant }, open));
    },
  };
}
