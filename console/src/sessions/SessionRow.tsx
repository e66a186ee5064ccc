import type {Session} from '@signalbox/client';
import {Link} from 'wouter';
import {Badge} from '../ui/Badge';
import {Elapsed} from '../ui/Elapsed';
import {Icon} from '../ui/Icon';
import {money, short} from '../ui/money';
import {MenuItem, Popover} from '../ui/Popover';
import {RelativeTime} from '../ui/RelativeTime';
import {environmentWords, nameOf, queryWords, shortId, tokensOf} from './describe';
import css from './SessionRow.module.css';

interface Props {
  session: Session;
  /** Why it cannot be renamed or deleted; null where it can. */
  noRename: string | null;
  noDelete: string | null;
  onRename(): void;
  onDelete(): void;
}

/** A session in the list: what it is called, how both machines are, and what it has used. */
export function SessionRow({session, noRename, noDelete, onRename, onDelete}: Props) {
  const environment = environmentWords(session.runtime);
  const query = queryWords(session.runtime);
  const name = nameOf(session);
  const isBad = environment.tone === 'bad';
  return (
    <li className={css.row}>
      <div className={css.name}>
        <Link href={`/sessions/${session.id}`} className={css.link} data-session-link>
          {name}
        </Link>
        {session.name && (
          <span className={css.id} title={session.id}>
            {shortId(session.id)}
          </span>
        )}
        {isBad && environment.more && <p className={css.trouble}>{environment.more}</p>}
      </div>
      <div className={css.environment}>
        <span className="visually-hidden">Environment: </span>
        <span title={environment.more}>
          <Badge tone={environment.tone} dot>
            {environment.text}
          </Badge>
        </span>
      </div>
      <div className={css.query}>
        <span className="visually-hidden">Query: </span>
        {query.tone === 'idle' ? (
          <span className={css.idle}>{query.text}</span>
        ) : (
          <Badge tone={query.tone} dot>
            {query.text}
          </Badge>
        )}
        {query.since !== undefined && (
          <span className={css.more}>
            <Elapsed since={query.since} />
          </span>
        )}
        {query.more && <span className={css.more}>{query.more}</span>}
      </div>
      <div className={css.agent}>
        <span className="visually-hidden">Agent: </span>
        {session.agent}
      </div>
      <div className={css.activity}>
        <span className="visually-hidden">Last activity: </span>
        <RelativeTime at={session.lastActivity} />
      </div>
      <div className={css.tokens}>
        <span className="visually-hidden">Tokens: </span>
        <span title={`${tokensOf(session.usage).toLocaleString('en')} tokens`}>
          {short(tokensOf(session.usage))}
          <span className={css.unit}> tokens</span>
        </span>
      </div>
      <div className={css.cost} data-unknown={session.usage.costUSD === undefined}>
        <span className="visually-hidden">Cost: </span>
        {session.usage.costUSD === undefined ? (
          <span title="The agent does not say what it costs">–</span>
        ) : (
          money(session.usage.costUSD)
        )}
      </div>
      <div className={css.menu}>
        <Popover role="menu" label={`Actions for ${name}`} trigger={<Icon name="more" />}>
          {(close) => (
            <>
              <MenuItem
                disabled={noRename !== null}
                onSelect={() => {
                  close();
                  onRename();
                }}
              >
                <Icon name="pencil" /> Rename…
              </MenuItem>
              <MenuItem
                danger
                disabled={noDelete !== null}
                onSelect={() => {
                  close();
                  onDelete();
                }}
              >
                <Icon name="trash" /> Delete…
              </MenuItem>
              {(noRename ?? noDelete) && (
                <p role="presentation" className={css.why}>
                  {noRename ?? noDelete}
                </p>
              )}
            </>
          )}
        </Popover>
      </div>
    </li>
  );
}

/** What the columns are; on narrow screens the rows are cards, and say it themselves. */
export function ColumnTitles() {
  return (
    <div className={`${css.row} ${css.titles}`} aria-hidden="true">
      <span>Session</span>
      <span>Environment</span>
      <span>Query</span>
      <span>Agent</span>
      <span>Last activity</span>
      <span className={css.right}>Tokens</span>
      <span className={css.right}>Cost</span>
      <span />
    </div>
  );
}
