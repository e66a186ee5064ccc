import css from './Kbd.module.css';

const SIGNS: Record<string, string> = {ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc'};

/** Keys as they are pressed: `g s` is one after the other. */
export function Kbd({keys}: {keys: string}) {
  return (
    <span className={css.keys}>
      {keys.split(' ').map((key, index) => (
        <kbd key={index} className={css.key}>
          {SIGNS[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
