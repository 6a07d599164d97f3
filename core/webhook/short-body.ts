/**
 * What a receiver gets that refuses a body as too large: the same event, with a link in place of the text. It would refuse
 * the same bytes again, as many frameworks take 100 KB by default, which is some nine minutes of speech.
 */
import * as z from 'zod';
import type { DeliveryRow } from '../contracts/rows.ts';
import { parseJson } from '../shared/json.ts';

const TOO_LARGE = 413;

const WithText = z.looseObject({ transcript: z.looseObject({ segments: z.array(z.unknown()) }) });

export function wantsShortBody({ attempts }: Pick<DeliveryRow, 'attempts'>): boolean {
  return attempts.some(({ http_status }) => http_status === TOO_LARGE);
}

/** @param url where the whole transcript can be fetched; a body without a text stays as it is */
export function shortBody(body: string, url: string): string {
  const whole = WithText.safeParse(parseJson(body));
  return whole.success ? JSON.stringify({ ...whole.data, transcript: { truncated: true, url } }) : body;
}
