/** What the API answers of itself: its models, whether it is up, and what was wrong with a request. */
import * as z from 'zod';
import { EngineTask } from './engine-protocol.ts';
import { EngineName } from './settings.ts';

export const Model = z.object({
  name: z.string(),
  default: z.boolean().meta({ description: 'What a job gets that names none.' }),
  engine: z.string().meta({ enum: EngineName.options }),
  languages: z.array(z.string()).meta({ description: 'Codes, beside "auto" where there are several.' }),
  tasks: z.array(EngineTask),
  engine_options: z.array(z.string()).meta({
    description:
      'What the engine honours; another option of these is refused (unsupported_option). Formats and layout go with every model.',
  }),
});
export const Models = z.object({ models: z.array(Model) });
export type Models = z.infer<typeof Models>;

export const Health = z.object({ status: z.literal('ok') });
export type Health = z.infer<typeof Health>;
export const Readiness = z.object({ status: z.literal('ready') });
export type Readiness = z.infer<typeof Readiness>;
export const Description = z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) });

export const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.string().meta({ examples: ['invalid_request', 'unsupported_option', 'not_found'] }),
    request_id: z.string(),
    errors: z.array(
      z.object({
        pointer: z
          .string()
          .meta({ description: 'RFC 6901, of a field in the body or in the query; empty for the whole body.' }),
        message: z.string(),
      }),
    ),
  })
  .meta({ description: 'RFC 9457.' });
export type Problem = z.infer<typeof Problem>;
