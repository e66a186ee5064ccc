import {useEffect, useRef, useSyncExternalStore} from 'react';
import {belongsElsewhere, Keys, type Shortcut} from './keys';

/** Shortcuts that belong together: those of one view. */
export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

let groups: readonly ShortcutGroup[] = [];
const listeners = new Set<() => void>();
const keys = new Keys();

function change(next: readonly ShortcutGroup[]): void {
  groups = next;
  listeners.forEach((listener) => listener());
}

function onKeyDown(event: KeyboardEvent): void {
  if (belongsElsewhere(event)) {
    return;
  }
  const all = groups.flatMap((group) => group.shortcuts);
  const found = keys.press(event.key, event.timeStamp, all);
  if (found) {
    event.preventDefault();
    found.act();
  }
}

/**
 * Shortcuts that hold while the component is there, and stand in the help under `title`. None
 * fires inside a text field, in a dialog, or with Ctrl, Alt or Meta. Where two have the same
 * keys, that of the component that came last does it.
 */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  // Registered anew only when the keys or words change; what they do is always the latest.
  const shape = JSON.stringify(shortcuts.map(({keys, does}) => [keys, does]));
  useEffect(() => {
    const own: ShortcutGroup = {
      title,
      shortcuts: (JSON.parse(shape) as [string, string][]).map(([keys, does], index) => ({
        keys,
        does,
        act: () => latest.current[index]?.act(),
      })),
    };
    if (groups.length === 0) {
      addEventListener('keydown', onKeyDown);
    }
    change([...groups, own]);
    return () => {
      change(groups.filter((group) => group !== own));
      if (groups.length === 0) {
        removeEventListener('keydown', onKeyDown);
      }
    };
  }, [title, shape]);
}

/** All shortcuts that hold now. */
export function useShortcutGroups(): readonly ShortcutGroup[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
  );
}
