/** From a form that a client sent to its one file and the text beside it. Loaded when the first one comes. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type FormFile, FormUnreadableError, readForm } from '../../adapters/http/form-data.ts';
import { header } from '../../adapters/http/header.ts';
import type { SentForm } from '../../core/intake/take-file.ts';
import { RequestProblem } from '../../core/shared/errors.ts';
import { badRequest } from '../../core/shared/request.ts';
import { MAX_BODY_BYTES } from './body.ts';

type Sent = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'headers'>;

const EXPECTED = 'expected multipart/form-data with a field file, as curl -F file=@talk.mp3 sends it';

/** @throws RequestProblem 400 when it is no form, or holds not just one file; 413 for more text than a JSON body may have */
export async function sentForm(event: Sent): Promise<SentForm> {
  const { fields, files } = await read(event);
  const bytes = fields.reduce((sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text), 0);
  if (bytes > MAX_BODY_BYTES) {
    const detail = `the fields beside the file have ${bytes} bytes; expected at most ${MAX_BODY_BYTES}`;
    throw new RequestProblem({ status: 413, code: 'request_too_large', detail });
  }
  const broken = fields.filter(([, text]) => text.includes('\ufffd'));
  if (broken.length > 0) throw badRequest(broken.map(([name]) => ({ pointer: `/${name}`, message: 'is not UTF-8' })));
  const { name, content_type, bytes: content } = theFile(files);
  return { fields, file: { name, content_type, bytes: content } };
}

/** What makes it another request. The boundary does not, which clients draw anew each time. */
export async function contentOf(event: Sent): Promise<string[]> {
  const { fields, file } = await sentForm(event);
  const digest = createHash('sha256').update(file.bytes).digest('hex');
  return [JSON.stringify(fields), file.name, file.content_type, digest];
}

async function read(event: Sent) {
  const type = header(event, 'content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) throw noForm(`the body is ${type || 'of no type'}`);
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  return readForm(type, body).catch((error) => {
    if (error instanceof FormUnreadableError)
      throw noForm('the form ends early, names no boundary, or has more than 100 fields');
    throw error;
  });
}

function theFile(files: readonly FormFile[]): FormFile {
  const other = files.find(({ field }) => field !== 'file');
  if (other) throw badRequest([{ pointer: `/${other.field}`, message: 'is a file; expected it as the field file' }]);
  const [file, second] = files;
  if (!file) throw badRequest([{ pointer: '/file', message: 'is missing: expected a file with its name' }]);
  if (second)
    throw badRequest([{ pointer: '/file', message: 'is there twice; send each file in a request of its own' }]);
  return file;
}

function noForm(what: string): RequestProblem {
  const detail = `${what}; ${EXPECTED}`;
  return new RequestProblem({ status: 400, code: 'invalid_form', detail, errors: [{ pointer: '', message: detail }] });
}
