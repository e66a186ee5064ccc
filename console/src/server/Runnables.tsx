import type {ReactNode} from 'react';
import {explain} from '../app/failure';
import type {Asked} from '../app/useAsked';
import {Badge} from '../ui/Badge';
import {Button} from '../ui/Button';
import {CopyButton} from '../ui/CopyButton';
import {Notice} from '../ui/Notice';
import {Panel} from '../ui/Panel';
import {Skeleton} from '../ui/Skeleton';
import css from './Runnables.module.css';

/** Something that this server can run, or cannot. */
export interface Runnable {
  readonly name: string;
  readonly title: string;
  readonly available: boolean;
  readonly reason?: string | undefined;
  readonly install?: string | undefined;
  /** What else is known: version, path, containment. */
  readonly details: readonly ReactNode[];
}

/** What there is of a kind: which can be used, and what the others need. */
export function Runnables({
  title,
  items,
  note,
}: {
  title: string;
  items: Asked<readonly Runnable[]>;
  note?: ReactNode;
}) {
  const usable = items.value?.filter((item) => item.available).length;
  return (
    <Panel
      title={title}
      note={items.value && `${usable} of ${items.value.length} can be used`}
      actions={
        <Button
          size="small"
          aria-label={`Look for ${title.toLowerCase()} again`}
          disabled={items.isAsking}
          onClick={items.retry}
        >
          {items.isAsking ? 'Looking…' : 'Look again'}
        </Button>
      }
    >
      {items.error && (
        <Notice tone="warn">
          {title} could not be asked: {explain(items.error)}
        </Notice>
      )}
      {items.value === null && !items.error && (
        <Skeleton rows={3}>{`Asking for the ${title.toLowerCase()}…`}</Skeleton>
      )}
      <ul className={css.items}>
        {items.value?.map((item) => (
          <li key={item.name} className={css.item}>
            <div className={css.head}>
              <strong>{item.title}</strong>
              {item.title !== item.name && <code>{item.name}</code>}
              <Badge tone={item.available ? 'good' : 'idle'} dot>
                {item.available ? 'available' : 'not available'}
              </Badge>
            </div>
            {item.details.map((detail, index) => (
              <div key={index} className={css.detail}>
                {detail}
              </div>
            ))}
            {item.reason && <div className={css.detail}>{item.reason}</div>}
            {item.install && (
              <div className={css.install}>
                <code>{item.install}</code>
                <CopyButton text={item.install} name={`Copy how to install ${item.title}`} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {note && <p className={css.note}>{note}</p>}
    </Panel>
  );
}
