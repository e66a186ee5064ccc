/** Whether two JSON values say the same. Cheap where they share their parts. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return false;
  }
  if (Array.isArray(a) !== Array.isArray(b)) {
    return false;
  }
  const before = Object.entries(a);
  return (
    before.length === Object.keys(b).length &&
    before.every(
      ([name, value]) =>
        Object.hasOwn(b, name) && isSame(value, (b as Record<string, unknown>)[name]),
    )
  );
}

/**
 * A selector that gives the very same answer as long as it says the same, so that what is rendered
 * from it is rendered again only when it changed.
 */
export function steady<V, T>(
  select: (value: V) => T,
  isEqual: (a: T, b: T) => boolean = Object.is,
): (value: V) => T {
  let last: {readonly value: V; readonly selected: T} | undefined;
  return (value) => {
    if (last === undefined || last.value !== value) {
      const selected = select(value);
      const kept =
        last !== undefined && isEqual(last.selected, selected) ? last.selected : selected;
      last = {value, selected: kept};
    }
    return last.selected;
  };
}
