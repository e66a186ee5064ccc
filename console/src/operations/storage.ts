import {useCallback, useState} from 'react';

/** A choice that this tab of the browser remembers; `read` says whether what it finds is one. */
export function useRemembered<T extends string>(
  key: string,
  fallback: T,
  read: (said: string) => T | null,
): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const said = sessionStorage.getItem(key);
    return (said === null ? null : read(said)) ?? fallback;
  });
  const choose = useCallback(
    (chosen: T) => {
      sessionStorage.setItem(key, chosen);
      setValue(chosen);
    },
    [key],
  );
  return [value, choose];
}

/** Reads one of some words. */
export function oneOf<T extends string>(...known: readonly T[]): (said: string) => T | null {
  return (said) => known.find((word) => word === said) ?? null;
}
