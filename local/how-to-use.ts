import { join } from 'node:path';
import type { Model, ModelChoice } from './model.ts';
import type { Outputs } from './outputs.ts';

/** What `npm start` prints when all is up: where things are, and three commands to copy. */
export function howToUse(
  outputs: Outputs,
  choice: ModelChoice & { others: readonly Model[] },
  stateDirectory: string,
): string {
  const keyHeader = quoted(`X-API-Key: ${outputs.api_key}`);
  return `
${[modelLines(choice, 'npm start'), ...choice.others.map(furtherLine)].join('\n')}

  endpoint  ${outputs.endpoint_url}
  bucket    ${outputs.bucket}
  API       ${outputs.api_url}/api
  API key   ${outputs.api_key}
  page      ${outputs.api_url}/ui
  read it   ${outputs.api_url}/docs
  all this  ${join(stateDirectory, 'outputs.json')}
  logs      ${outputs.logs}

1. Register where to send the result; the answer holds the callback_id:
curl -sS -X POST ${outputs.api_url}/api \\
  -H ${keyHeader} -H 'Content-Type: application/json' \\
  -d '{"callback_url": "http://127.0.0.1:8080/hook", "callback_secret": "choose-your-own"}'

2. Upload audio; a file of your own and the callback_id go in here:
AWS_ACCESS_KEY_ID=${outputs.aws_access_key_id} AWS_SECRET_ACCESS_KEY=${outputs.aws_secret_access_key} AWS_REGION=${outputs.region} \\
  aws s3 cp audio.mp3 s3://${outputs.bucket}/transcription_upload/CALLBACK_ID/audio.mp3 \\
  --endpoint-url ${outputs.endpoint_url}

3. See how far it is; the first file of a callback has its callback_id as job_id:
curl -sS ${outputs.api_url}/api/jobs/CALLBACK_ID -H ${keyHeader}

Ctrl-C ends it all.`;
}

const MOST_NAMED = 12;

/** As one word of a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** All of them, or how many where they are too many to read. */
function languageList(languages: readonly string[]): string {
  return languages.length > MOST_NAMED ? `${languages.length} languages` : languages.join(', ');
}

function furtherLine({ name = '', source, languages = [] }: Model): string {
  return `Beside it: ${source} (${languageList(languages)}), for jobs that ask for "model": "${name}"`;
}

/** Which model it is, and how to use a real one if it is the demo's. */
export function modelLines({ model, isDemo, fallback }: ModelChoice, command: string): string {
  if (!isDemo) return `Model: ${model.source} (${languageList(model.languages ?? [])})`;
  const why = fallback === undefined ? '' : `\nIt stands in for a real one: ${fallback}`;
  return `Model: ${model.name}, the small DEMO model of this repository: it shows that everything works, and knows only
simple synthetic speech in ${model.languages?.join(' and ')}.${why}
For real audio use a real one:
  ${command}                                     (whisper-base; downloaded once, 145 MB)
  ${command} -- --model KBLab/kb-whisper-small    (Swedish; downloaded on first use)
  ${command} -- --model DIRECTORY                 (any Whisper model in CTranslate2's format)`;
}
