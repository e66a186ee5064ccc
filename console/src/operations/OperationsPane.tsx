import {useId} from 'react';
import {Tabs} from '../ui/Tabs';
import {EnvironmentActions} from './EnvironmentActions';
import {LogsView} from './logs/LogsView';
import css from './OperationsPane.module.css';
import {oneOf, useRemembered} from './storage';
import {TimelineView} from './timeline/TimelineView';

const TABS = [
  {id: 'logs', title: 'Logs'},
  {id: 'timeline', title: 'Timeline'},
] as const;

/** How the machinery of a session is doing: what can be done to it, its logs, and what befell it. */
export function OperationsPane({sessionId}: {sessionId: string}) {
  const panelId = useId();
  const [tab, setTab] = useRemembered(
    'signalbox.operations.tab',
    'logs',
    oneOf('logs', 'timeline'),
  );
  return (
    <section aria-label="Operations" className={css.pane}>
      <header className={css.head}>
        <h2 className={css.title}>Operations</h2>
        <EnvironmentActions sessionId={sessionId} />
      </header>
      <Tabs
        label="Operations"
        tabs={TABS}
        selected={tab}
        onSelect={(id) => setTab(id === 'timeline' ? 'timeline' : 'logs')}
        panelId={panelId}
      />
      <div
        id={panelId}
        role="tabpanel"
        aria-label={TABS.find(({id}) => id === tab)!.title}
        className={css.panel}
      >
        {tab === 'logs' ? (
          <LogsView sessionId={sessionId} />
        ) : (
          <TimelineView sessionId={sessionId} />
        )}
      </div>
    </section>
  );
}
