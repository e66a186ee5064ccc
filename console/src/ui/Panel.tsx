import {useId, type ReactNode} from 'react';
import css from './Panel.module.css';

/** A part of a page with a heading of its own. */
export function Panel({
  title,
  note,
  actions,
  children,
}: {
  title: string;
  /** A few words beside the heading. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={css.panel}>
      <header className={css.head}>
        <h2 id={id}>{title}</h2>
        {note && <span className={css.note}>{note}</span>}
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}
