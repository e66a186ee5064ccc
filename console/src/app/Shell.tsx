import {useRef, useState, type ReactNode} from 'react';
import {Link, useLocation} from 'wouter';
import {NewSession} from '../sessions/NewSession';
import {IconButton} from '../ui/Button';
import {Icon, Mark} from '../ui/Icon';
import {Account} from './Account';
import {ConnectionBanner} from './ConnectionBanner';
import css from './Shell.module.css';
import {ShortcutHelp} from './ShortcutHelp';
import {ThemeSwitch} from './ThemeSwitch';
import {useHeadingFocus} from './useHeadingFocus';
import {useShortcuts} from './useShortcuts';

const PAGES = [
  {path: '/sessions', title: 'Sessions'},
  {path: '/server', title: 'Server'},
];

/** What every page has around it: the bar, the state of the connection, and the keys. */
export function Shell({children}: {children: ReactNode}) {
  const [path, navigate] = useLocation();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  useHeadingFocus(main, path);
  useShortcuts('Everywhere', [
    {keys: 'g s', does: 'Go to sessions', act: () => navigate('/sessions')},
    {keys: 'g v', does: 'Go to the server', act: () => navigate('/server')},
    {keys: '/', does: 'Search', act: () => search(main.current, navigate)},
    {keys: '?', does: 'Show these shortcuts', act: () => setHelpOpen(true)},
  ]);
  return (
    <div className={css.shell}>
      <a
        href="#main"
        className={css.skip}
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <header className={css.bar}>
        <Link href="/sessions" className={css.brand} aria-label="Signalbox, all sessions">
          <Mark />
          <span className={css.name}>Signalbox</span>
        </Link>
        <nav aria-label="Main" className={css.nav}>
          {PAGES.map((page) => (
            <Link
              key={page.path}
              href={page.path}
              className={css.link}
              aria-current={path.startsWith(page.path) ? 'page' : undefined}
            >
              {page.title}
            </Link>
          ))}
        </nav>
        <div className={css.end}>
          <a href="/docs" className={`${css.link} ${css.roomy}`}>
            Docs
          </a>
          <div className={css.roomy}>
            <ThemeSwitch />
          </div>
          <IconButton
            label="Keyboard shortcuts"
            className={css.roomy}
            onClick={() => setHelpOpen(true)}
          >
            <Icon name="keyboard" />
          </IconButton>
          <Account onHelp={() => setHelpOpen(true)} />
        </div>
      </header>
      <div>
        <ConnectionBanner />
      </div>
      <main ref={main} id="main" tabIndex={-1} className={css.main}>
        {children}
      </main>
      <NewSession />
      {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

/** Goes to the page's own search field; a page without one leaves it to the list of sessions. */
function search(main: HTMLElement | null, navigate: (to: string) => void): void {
  const field = main?.querySelector<HTMLInputElement>('input[type=search]');
  if (field) {
    field.focus();
    field.select();
  } else {
    navigate('/sessions?search');
  }
}
