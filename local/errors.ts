/** Something the user has to know or do; shown as its message alone, without a stack trace. */
export class LocalStackError extends Error {
  override name = 'LocalStackError';
}
