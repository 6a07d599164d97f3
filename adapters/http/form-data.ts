/** Reads multipart/form-data (RFC 7578), as browsers, curl and libraries of all sorts write it. */
import { Busboy } from '@fastify/busboy';

export type FormFile = { field: string; name: string; content_type: string; bytes: Uint8Array };
export type FormData = { fields: [name: string, text: string][]; files: FormFile[] };

/** It is no form, or not all of one. */
export class FormUnreadableError extends Error {
  override name = 'FormUnreadableError';
}

const LIMITS = { fields: 100, files: 2, fieldSize: 65_537, fieldNameSize: 100, headerPairs: 20 };

/**
 * @param contentType of the request, with the boundary
 * @returns of files two at most, and of each text 65,537 bytes at most
 * @throws FormUnreadableError when it ends early, names no boundary, or has more than 100 fields
 */
export function readForm(contentType: string, body: Uint8Array): Promise<FormData> {
  return new Promise((resolve, reject) => {
    const form: FormData = { fields: [], files: [] };
    const fail = (error: unknown) => reject(new FormUnreadableError('the form cannot be read', { cause: error }));
    try {
      const parser = new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
      parser.on('field', (name, text) => form.fields.push([name, text]));
      parser.on('file', (field, stream, name = '', _encoding, content_type) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', fail);
        stream.on('end', () => form.files.push({ field, name, content_type, bytes: Buffer.concat(chunks) }));
      });
      parser.on('fieldsLimit', () => fail(new Error('too many fields')));
      parser.on('error', fail);
      parser.on('finish', () => resolve(form));
      parser.end(body);
    } catch (error) {
      fail(error);
    }
  });
}
