/** Bytes of an answer that are kept to read its status from; more than any parser of ours reads of headers. */
const KEPT_BYTES = 16 * 1024;

/** Keeps the beginning of what a receiver sends, and reads the final status from it without minding the headers. */
export class AnswerStart {
  #text = '';
  /** All that was received. */
  bytes = 0;

  add(chunk: Buffer): void {
    const room = Math.max(0, KEPT_BYTES - this.bytes);
    this.#text += chunk.subarray(0, room).toString('latin1');
    this.bytes += chunk.length;
  }

  /** Undefined unless there is a whole status line after any interim (1xx) answers. */
  status(): number | undefined {
    let rest = this.#text;
    for (;;) {
      const [, status] = /^HTTP\/1\.[01] ([1-5]\d\d)(?: [^\n]*)?\r?\n/.exec(rest) ?? [];
      if (status === undefined || !status.startsWith('1')) return status === undefined ? undefined : Number(status);
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      rest = rest.slice(end + 4);
    }
  }
}
