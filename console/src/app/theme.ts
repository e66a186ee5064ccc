/** What the user chose; `system` follows the browser. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'signalbox.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export function theme(): Theme {
  const said = localStorage.getItem(KEY);
  return said === 'light' || said === 'dark' ? said : 'system';
}

export function setTheme(chosen: Theme): void {
  if (chosen === 'system') {
    localStorage.removeItem(KEY);
  } else {
    localStorage.setItem(KEY, chosen);
  }
  show();
  listeners.forEach((listener) => listener());
}

const listeners = new Set<() => void>();

/** Tells of another choice. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows the page in the chosen theme, and goes with the system's from then on. */
export function startTheme(): void {
  dark.addEventListener('change', show);
  show();
}

function show(): void {
  const chosen = theme();
  const isDark = chosen === 'system' ? dark.matches : chosen === 'dark';
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}
