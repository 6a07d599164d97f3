/** The same port, but for one of its methods. */
export function withMethod<Port extends object, Name extends keyof Port>(
  port: Port,
  name: Name,
  method: Port[Name],
): Port {
  return new Proxy(port, {
    get: (target, wanted) => {
      if (wanted === name) return method;
      const value = Reflect.get(target, wanted);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
