import type {SessionView} from '@signalbox/client';
import {memo, useState, useSyncExternalStore} from 'react';
import {OperationsPane} from '../../operations/OperationsPane';
import {IconButton} from '../../ui/Button';
import {Icon} from '../../ui/Icon';
import {Tabs} from '../../ui/Tabs';
import {ConversationPane} from '../conversation/ConversationPane';
import css from './Body.module.css';
import {Split} from './Split';

const Operations = memo(OperationsPane);

const narrow = matchMedia('(width < 900px)');
const FOLDED = 'signalbox.operations.folded';

const TABS = [
  {id: 'conversation', title: 'Conversation'},
  {id: 'operations', title: 'Operations'},
];

/** The two tracks: side by side, one above the other's tab, or the operations folded away. */
export function Body({sessionId, view}: {sessionId: string; view: SessionView}) {
  const isNarrow = useSyncExternalStore(onWidth, () => narrow.matches);
  const [isFolded, setFolded] = useState(() => localStorage.getItem(FOLDED) === 'yes');
  function fold(isIt: boolean) {
    setFolded(isIt);
    localStorage.setItem(FOLDED, isIt ? 'yes' : 'no');
  }
  if (isNarrow) {
    return <Narrow sessionId={sessionId} view={view} />;
  }
  const conversation = (
    <ConversationPane
      sessionId={sessionId}
      view={view}
      actions={isFolded ? null : <Fold onFold={() => fold(true)} />}
    />
  );
  if (isFolded) {
    return (
      <div className={css.folded}>
        {conversation}
        <button
          type="button"
          className={css.unfold}
          aria-expanded={false}
          title="Show the operations"
          onClick={() => fold(false)}
        >
          <Icon name="left" />
          <span>Operations</span>
        </button>
      </div>
    );
  }
  return (
    <Split
      left={conversation}
      right={
        <div className={css.operations}>
          <Operations sessionId={sessionId} />
        </div>
      }
    />
  );
}

function Fold({onFold}: {onFold(): void}) {
  return (
    <IconButton label="Fold the operations" size="small" aria-expanded onClick={onFold}>
      <Icon name="right" />
    </IconButton>
  );
}

function onWidth(listener: () => void): () => void {
  narrow.addEventListener('change', listener);
  return () => narrow.removeEventListener('change', listener);
}

function Narrow({sessionId, view}: {sessionId: string; view: SessionView}) {
  const [tab, setTab] = useState('conversation');
  return (
    <div className={css.narrow}>
      <div className={css.tabs}>
        <Tabs label="Tracks" tabs={TABS} selected={tab} onSelect={setTab} panelId="track-panel" />
      </div>
      <div
        id="track-panel"
        role="tabpanel"
        aria-label={tab === 'conversation' ? 'Conversation' : 'Operations'}
        className={css.panel}
      >
        {tab === 'conversation' ? (
          <ConversationPane sessionId={sessionId} view={view} />
        ) : (
          <Operations sessionId={sessionId} />
        )}
      </div>
    </div>
  );
}
