/** From DEL on, code unit by code unit: of a pair of surrogates too, JSON knows each by its own escape. */
const BEYOND_ASCII = /[\u007f-\uffff]/g;

/**
 * JSON that any queue takes: the name of a file may hold characters that SQS refuses in a message, or replaces, such as
 * U+FFFE, and escaped none is left.
 */
export function asciiJson(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replaceAll(BEYOND_ASCII, escaped);
}

/** The value of a JSON text, to be checked by a schema; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
