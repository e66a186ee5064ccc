import type {Agent, Environment} from '@signalbox/client';
import {useMemo} from 'react';
import type {Asked} from '../app/useAsked';
import {useDocumentTitle} from '../app/useDocumentTitle';
import {useAgents, useEnvironments} from '../sessions/useAgents';
import {uptime} from './glance';
import {HealthPanel} from './HealthPanel';
import {KeysPanel} from './KeysPanel';
import {LimitsPanel} from './LimitsPanel';
import {MePanel} from './MePanel';
import {MetricsPanel} from './MetricsPanel';
import {Runnables, type Runnable} from './Runnables';
import css from './ServerPage.module.css';
import {useScrapes} from './useScrapes';

/** How the server is, what it can run, and who may use it. */
export function ServerPage() {
  useDocumentTitle('Server');
  const metrics = useScrapes();
  const agents = useRunnables(useAgents(), ofAgent);
  const environments = useRunnables(useEnvironments(), ofEnvironment);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>Server</h1>
        <a href="/docs">API documentation</a>
      </header>
      <div className={css.two}>
        <HealthPanel uptime={uptime(metrics.scrapes) ?? (metrics.error ? 'not said' : '…')} />
        <MePanel />
      </div>
      <MetricsPanel {...metrics} />
      <div className={css.two}>
        <div className={css.column}>
          <Runnables
            title="Agents"
            items={agents}
            note={
              <>
                Also from the terminal: <code>signalbox agents install NAME</code>, and{' '}
                <code>signalbox doctor</code> for what is missing.
              </>
            }
          />
        </div>
        <div className={css.column}>
          <Runnables title="Environments" items={environments} />
          <KeysPanel />
          <LimitsPanel metrics={metrics.scrapes.at(-1)?.metrics} />
        </div>
      </div>
    </div>
  );
}

function useRunnables<T>(
  asked: Asked<readonly T[]>,
  of: (item: T) => Runnable,
): Asked<readonly Runnable[]> {
  // Those that can be used come first.
  const value = useMemo(
    () => asked.value?.map(of).sort((a, b) => Number(b.available) - Number(a.available)) ?? null,
    [asked.value, of],
  );
  return {...asked, value};
}

function ofAgent({displayName, version, path, ...agent}: Agent): Runnable {
  const details = [version && `Version ${version}`, path && <code key="path">{path}</code>];
  return {...agent, title: displayName, details: details.filter(Boolean)};
}

const CONTAINMENT: Record<string, string> = {
  cgroup2: 'cgroup v2: every process of a session is found and ended with it',
  cgroup1: 'cgroup v1: every process of a session is found and ended with it',
  markers: 'markers: processes that hide on purpose are not found',
};

function ofEnvironment({containment, containmentReason, ...environment}: Environment): Runnable {
  const details = [
    containment && `Containment by ${CONTAINMENT[containment] ?? containment}.`,
    containmentReason && `Nothing better because: ${containmentReason}`,
  ];
  return {...environment, title: environment.name, details: details.filter(Boolean)};
}
