import {useEffect, useState} from 'react';
import {Button} from './Button';

interface Props {
  text: string;
  label?: string;
  /** What it is called where `label` alone does not say what is copied. */
  name?: string;
}

/** Copies a text; it says so for two seconds, or that the browser refused. */
export function CopyButton({text, label = 'Copy', name}: Props) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said !== null) {
      const timer = setTimeout(() => setSaid(null), 2000);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [said]);
  async function copy() {
    setSaid((await write(text)) ? 'Copied' : 'The browser did not allow it');
  }
  return (
    <Button
      kind="quiet"
      size="small"
      aria-label={said === null ? name : undefined}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  );
}

/** Pages have a clipboard over TLS and on the own machine only; elsewhere the old way may work. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeBySelection(text);
  }
}

function writeBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('readonly', '');
  area.className = 'visually-hidden';
  // Inside an open dialog, for the rest of the page cannot be selected then.
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  const before = document.activeElement;
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) {
    before.focus();
  }
  return done;
}
