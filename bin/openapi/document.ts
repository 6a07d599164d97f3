/** The API and its webhooks as OpenAPI 3.1, made from the routes and schemas that the code itself goes by. */
import { createDocument } from 'zod-openapi';
import { paths } from './paths.ts';
import { asPublished, SCHEMAS } from './schemas.ts';
import { webhooks } from './webhooks.ts';

const INFO = {
  title: 'Transcription',
  version: '1',
  summary: 'Register a callback, upload audio to S3, get the transcript by webhook.',
  description: `Files go to S3, by its own clients or by links (startUpload); a small one may come through this API (uploadAudio). What receivers of webhooks should know: webhooks.md.
Answers and webhooks may get further fields at any time; those named here stay as they are.
`,
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
};

const API_HOST = {
  default: 'api.example.com',
  description: 'Host of the output ApiUrl, without https:// and the path.',
};

function openApiDocument() {
  return createDocument(
    {
      openapi: '3.1.0',
      info: INFO,
      servers: [{ url: 'https://{api}/v1', variables: { api: API_HOST } }],
      security: [{ key: [] }],
      tags: [
        { name: 'callbacks', description: 'Where outcomes are sent.' },
        { name: 'uploads', description: 'For clients without rights in S3.' },
        { name: 'jobs', description: 'One per uploaded file.' },
        { name: 'keys', description: 'Who is let in; for keys with the scope operator alone.' },
        { name: 'usage', description: 'What there was, and what there may be.' },
        { name: 'audio text', description: 'For clients of Audio Text Backend, by its names.' },
        { name: 'audio notes', description: 'For clients of an older service that wrote notes, by its paths.' },
        { name: 'service', description: 'What it is and how it is doing; most of it without a key.' },
      ],
      paths: paths(),
      webhooks: webhooks(),
      components: {
        schemas: SCHEMAS,
        securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
      },
    },
    { override: asPublished },
  );
}

export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}
