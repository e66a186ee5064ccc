import {createContext, useContext, useSyncExternalStore} from 'react';

/**
 * What the reader opened and closed. It outlives the lines themselves, which are there only as long
 * as they are seen.
 */
export class Folds {
  readonly #isOpen = new Map<string, boolean>();
  readonly #listeners = new Set<() => void>();

  get(id: string): boolean | undefined {
    return this.#isOpen.get(id);
  }

  set(id: string, isOpen: boolean): void {
    this.#isOpen.set(id, isOpen);
    this.#listeners.forEach((listener) => listener());
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const FoldsContext = createContext(new Folds());

/** Whether a thing is open, and how to open or close it. What nobody touched is as `byDefault`. */
export function useFold(id: string, byDefault: boolean): [boolean, (isOpen: boolean) => void] {
  const folds = useContext(FoldsContext);
  const isOpen = useSyncExternalStore(folds.subscribe, () => folds.get(id) ?? byDefault);
  return [isOpen, (to) => folds.set(id, to)];
}
