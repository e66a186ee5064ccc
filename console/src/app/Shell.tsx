import type {ReactNode} from 'react';
import {Link} from 'wouter';
import css from './Shell.module.css';

/** What every page has around it. */
export function Shell({children}: {children: ReactNode}) {
    return (
        <div className={css.shell}>
            <header className={css.bar}>
                <nav aria-label="Main">
                    <Link href="/sessions">Sessions</Link> <Link href="/server">Server</Link>
                </nav>
            </header>
            <main className={css.main}>{children}</main>
        </div>
    );
}
