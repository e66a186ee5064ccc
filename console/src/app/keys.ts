/** Keys that do something: `n`, or `g s` for one after the other. As `KeyboardEvent.key` has them. */
export interface Shortcut {
  readonly keys: string;
  /** What it does, for the help: `Go to sessions`. */
  readonly does: string;
  act(): void;
}

/** How long the second key of a sequence may take. */
const SEQUENCE_MS = 1_000;

/** Remembers the keys of a sequence that has begun. */
export class Keys {
  #pressed = '';
  #at = 0;

  /** What this key, at `now` (ms), completes; null while nothing is complete. The last one wins. */
  press(key: string, now: number, shortcuts: readonly Shortcut[]): Shortcut | null {
    const begun = now - this.#at <= SEQUENCE_MS ? this.#pressed : '';
    this.#at = now;
    for (const keys of begun === '' ? [key] : [`${begun} ${key}`, key]) {
      const found = shortcuts.findLast((shortcut) => shortcut.keys === keys);
      if (found) {
        this.#pressed = '';
        return found;
      }
      if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${keys} `))) {
        this.#pressed = keys;
        return null;
      }
    }
    this.#pressed = '';
    return null;
  }
}

/** Whether the key belongs to something else: a text field, the browser, an open dialog. */
export function belongsElsewhere(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return (
    event.defaultPrevented ||
    event.isComposing ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    target?.closest('input, textarea, select, [contenteditable]:not([contenteditable=false])') !=
      null ||
    document.querySelector('dialog[open]') !== null
  );
}
