/** SDK clients are made once a process, on first use; each in a file of its own, so that a bundle holds only what it calls. */
export function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
