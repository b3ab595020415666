/** A deep copy of plain data: objects, arrays and simple values. Much faster than structuredClone, which takes more. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key];
    // A plain assignment would call the setter of that name.
    if (key === '__proto__')
      Object.defineProperty(copy, key, {
        value: copyOf(part),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    else copy[key] = copyOf(part);
  }
  return copy as T;
}
