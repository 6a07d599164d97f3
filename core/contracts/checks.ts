import type * as z from 'zod';

/** Says what is wrong with a value, or undefined. */
export type FieldCheck<Value> = (value: Value) => string | undefined;

/** `unsupported_option`: well-formed, but beyond this version or the deployed model. */
export type ProblemCode = 'invalid_request' | 'unsupported_option';

/** A check for zod's `.check()` whose issue tells the API which code the problem has. */
export function without<Value>(problem: FieldCheck<Value>, code: ProblemCode) {
  return (context: z.core.ParsePayload<Value>) => {
    const message = problem(context.value);
    if (message) context.issues.push({ code: 'custom', message, input: context.value, params: { code } });
  };
}
