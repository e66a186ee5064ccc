import type {ReactNode} from 'react';
import css from './EmptyState.module.css';

interface Props {
  title: string;
  children?: ReactNode;
  role?: 'status' | 'alert';
  /** 1 where it is all that the page has. */
  level?: 1 | 2;
  /** What to do next: buttons. */
  actions?: ReactNode;
}

/** What stands where there is nothing to show: what is going on, and what to do next. */
export function EmptyState({title, children, role, level = 2, actions}: Props) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={css.empty} role={role}>
      <Heading className={css.title}>{title}</Heading>
      {children && <div className={css.text}>{children}</div>}
      {actions && <div className={css.actions}>{actions}</div>}
    </div>
  );
}
