/** `=?UTF-8?B?w6U=?=`: a charset, `B` for base64 or `Q` for quoted-printable, and the bytes. */
const WORD = /=\?([\w-]{1,40})\?([bq])\?([^?\s]*)\?=/gi;
const BETWEEN_WORDS = /(\?=)\s+(?==\?[\w-]{1,40}\?[bq]\?)/gi;

/**
 * Text whose words beyond ASCII are encoded as RFC 2047 says, which is how S3 returns what is no ASCII of an object's
 * metadata. What cannot be decoded stays as it is.
 */
export function decodeWords(text: string): string {
  return text
    .replaceAll(BETWEEN_WORDS, '$1')
    .replaceAll(WORD, (word, charset: string, encoding: string, content: string) => {
      try {
        const bytes = encoding.toLowerCase() === 'b' ? atob(content) : quotedPrintable(content);
        return new TextDecoder(charset, { fatal: true }).decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
      } catch {
        return word;
      }
    });
}

function quotedPrintable(content: string): string {
  const spaced = content.replaceAll('_', ' ');
  return spaced.replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
