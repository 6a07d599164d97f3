/** What a run would cost, by the prices of docs/cost.md. Lambda reads streams for nothing. */
import type { LiveService } from './service.ts';

/** USD, AWS's list prices for us-east-1 of 2026-11, marked † in docs/cost.md. */
const PRICES = {
  message: 1.0 / 1e6,
  connection_minute: 0.25 / 1e6,
  unit_written: 0.625 / 1e6,
  unit_read: 0.125 / 1e6,
  invocation: 0.2 / 1e6,
  /** On Graviton. */
  gb_second: 0.0000133334,
  request: 3.5 / 1e6,
};
const LAMBDA_GB = 0.5;

export type Line = { what: string; many: number; usd: number };

export function billOf({ live, gateway, lambda, rowsRead }: LiveService): Line[] {
  const invocations = lambda.fan_out + lambda.socket + lambda.api;
  const gbSeconds = (lambda.milliseconds / 1000) * LAMBDA_GB;
  const line = (what: string, many: number, price: number): Line => ({ what, many, usd: many * price });
  return [
    line('messages of API Gateway, per 32 KB', gateway.messages, PRICES.message),
    line('connection minutes', gateway.minutes, PRICES.connection_minute),
    line('units written to the table live', live.units.written, PRICES.unit_written),
    line('units read of it and of jobs', live.units.read + rowsRead, PRICES.unit_read),
    line('Lambda invocations', invocations, PRICES.invocation),
    line('Lambda, GB-seconds', gbSeconds, PRICES.gb_second),
    line('requests for tickets', lambda.api, PRICES.request),
  ];
}
