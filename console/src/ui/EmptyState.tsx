import type {ReactNode} from 'react';
import css from './EmptyState.module.css';

/** What stands where there is nothing to show: what is going on, and what to do next. */
export function EmptyState({
    title,
    children,
    role,
}: {
    title: string;
    children?: ReactNode;
    role?: 'status' | 'alert';
}) {
    return (
        <div className={css.empty} role={role}>
            <h2>{title}</h2>
            {children && <div className={css.text}>{children}</div>}
        </div>
    );
}
