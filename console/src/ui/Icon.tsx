import type {ReactNode} from 'react';
import css from './Icon.module.css';

const SHAPES = {
  search: <path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14" />,
  plus: <path d="M8 3v10M3 8h10" />,
  more: <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  check: <path d="m3 8.5 3.2 3.2L13 5" />,
  copy: <path d="M6 6h7v7H6zM3 10V3h7" />,
  down: <path d="m4 6 4 4 4-4" />,
  right: <path d="m6 4 4 4-4 4" />,
  left: <path d="m10 4-4 4 4 4" />,
  external: <path d="M9 3h4v4M13 3 7.5 8.5M11 9.5V13H3V5h3.5" />,
  pencil: <path d="m10.5 3 2.5 2.5L5.5 13H3v-2.5zM9 4.5 11.5 7" />,
  trash: <path d="M3 4.500h10M6.5 4.500V3h3v1.500M4.5 4.500l.5 8.500h6l.5-8.5" />,
  refresh: <path d="M13 8a5 5 0 1 1-1.5-3.600M13 2.500v2.500h-2.5" />,
  sun: (
    <path d="M8 10.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 1.500v1.500M8 13v1.500M1.5 8H3M13 8h1.500M3.4 3.400l1.1 1.100M11.5 11.500l1.1 1.100M3.4 12.600l1.1-1.100M11.5 4.500l1.1-1.1" />
  ),
  moon: <path d="M13 9.500A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.500Z" />,
  monitor: <path d="M2 3h12v8H2zM6 13.500h4M8 11v2.5" />,
  user: (
    <path d="M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 13.500c.6-2.3 2.6-3.5 5-3.500s4.4 1.2 5 3.5" />
  ),
  keyboard: (
    <path d="M1.5 4h13v8h-13zM4 6.500h.01M6.7 6.500h.01M9.3 6.500h.01M12 6.500h.01M5 9.500h6" />
  ),
  link: (
    <path d="m6.5 9.5 3-3M7 4.500l1.5-1.500a2.8 2.8 0 0 1 4 4L11 8.500M9 11.5 7.5 13a2.8 2.8 0 0 1-4-4L5 7.5" />
  ),
  play: <path d="M5 3.500v9l7-4.500z" />,
  pause: <path d="M5.5 3.500v9M10.5 3.500v9" strokeWidth="2" />,
  stop: <path d="M4 4h8v8H4z" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

/** A sign of 16 px in the colour of the text beside it. Decoration: its button has the name. */
export function Icon({name}: {name: IconName}) {
  return (
    <svg className={css.icon} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {SHAPES[name]}
    </svg>
  );
}

/** The sign of Signalbox: a line, a switch, and a light that says go. */
export function Mark() {
  return (
    <svg className={css.mark} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M5 22h22" className={css.track} />
      <path d="M5 10.500h9l5 11.5" className={css.switch} />
      <circle cx="24" cy="10.5" r="4" className={css.light} />
    </svg>
  );
}
