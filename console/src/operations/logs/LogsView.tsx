import type {LogLevel, LogSource} from '@signalbox/client';
import {Button, IconButton} from '../../ui/Button';
import {Icon} from '../../ui/Icon';
import {counted} from '../words';
import {LogActions} from './LogActions';
import {LogList} from './LogList';
import css from './LogsView.module.css';
import {LEVELS, SOURCES, emptyWords, newSince} from './lines';
import {useLogFilter, useLogView} from './useLogView';

/** The logs of a session: filtered, followed, searched. */
export function LogsView({sessionId}: {sessionId: string}) {
  const {filter, text, setLevel, setSource, setText} = useLogFilter(sessionId);
  const view = useLogView(sessionId, filter);
  const {shown, lines, loading, error, hasOlder, isPaused} = view;
  const missed = isPaused ? newSince(lines, shown.at(-1)?.seq ?? 0) : 0;
  return (
    <div className={css.view}>
      <div role="search" aria-label="Logs" className={css.bar}>
        <select
          aria-label="Level"
          className={css.select}
          value={filter.level}
          onChange={(event) => setLevel(event.target.value as LogLevel)}
        >
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {level === 'error' ? 'error' : `${level} +`}
            </option>
          ))}
        </select>
        <select
          aria-label="Source"
          className={css.select}
          value={filter.source}
          onChange={(event) => setSource(event.target.value as LogSource | 'all')}
        >
          {SOURCES.map((source) => (
            <option key={source} value={source}>
              {source === 'all' ? 'all sources' : source}
            </option>
          ))}
        </select>
        <input
          type="search"
          aria-label="Search the logs"
          placeholder="Search the logs"
          className={css.search}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <IconButton
          label={isPaused ? 'Follow again' : 'Pause'}
          size="small"
          aria-pressed={isPaused}
          onClick={isPaused ? view.resume : view.pause}
        >
          <Icon name={isPaused ? 'play' : 'pause'} />
        </IconButton>
        <LogActions lines={shown} sessionId={sessionId} />
      </div>
      {shown.length > 0 ? (
        <LogList
          key={JSON.stringify(filter)}
          lines={shown}
          hasOlder={hasOlder && !isPaused}
          isLoading={loading}
          onOlder={() => void view.loadOlder()}
        />
      ) : (
        <p className={css.empty} role="status">
          {loading ? 'Reading the logs…' : emptyWords(filter, error)}
        </p>
      )}
      <p className={css.foot}>
        <span>
          {counted(shown.length, 'line')}
          {isPaused && ` · paused${missed > 0 ? `, ${counted(missed, 'new line')} meanwhile` : ''}`}
          {error && shown.length > 0 && ` · ${error.detail}`}
        </span>
        {hasOlder && !isPaused && (
          <Button
            kind="quiet"
            size="small"
            disabled={loading}
            onClick={() => void view.loadOlder()}
          >
            {loading ? 'Reading older lines…' : 'Load older lines'}
          </Button>
        )}
      </p>
    </div>
  );
}
