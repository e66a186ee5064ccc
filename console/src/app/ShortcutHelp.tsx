import {Dialog} from '../ui/Dialog';
import {Kbd} from '../ui/Kbd';
import css from './ShortcutHelp.module.css';
import {useShortcutGroups} from './useShortcuts';

/** What the keys do on this page. */
export function ShortcutHelp({onClose}: {onClose(): void}) {
  const groups = useShortcutGroups();
  const titles = [...new Set(groups.map((group) => group.title))];
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      {titles.map((title) => (
        <section key={title} className={css.group}>
          <h3>{title}</h3>
          <dl className={css.list}>
            {groups
              .filter((group) => group.title === title)
              .flatMap((group) => group.shortcuts)
              .map(({keys, does}) => (
                <div key={keys} className={css.row}>
                  <dt>
                    <Kbd keys={keys} />
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <p className={css.note}>Shortcuts rest while you type in a field.</p>
    </Dialog>
  );
}
