import type {SignalboxError} from '@signalbox/client';
import {useMemo} from 'react';
import {explain} from '../app/failure';
import {Notice} from '../ui/Notice';
import {Panel} from '../ui/Panel';
import {Skeleton} from '../ui/Skeleton';
import {glance} from './glance';
import css from './MetricsPanel.module.css';
import {Sparkline} from './Sparkline';
import type {useScrapes} from './useScrapes';

/** How the server is doing, in a few numbers. */
export function MetricsPanel({scrapes, error}: ReturnType<typeof useScrapes>) {
  const stats = useMemo(() => glance(scrapes), [scrapes]);
  return (
    <Panel title="Metrics" note="every 5 s while this page is open">
      {error && <Notice tone="warn">{noMetrics(error)}</Notice>}
      {stats.length === 0 && !error && <Skeleton rows={3}>Reading the metrics…</Skeleton>}
      {stats.length > 0 && (
        <dl className={css.stats}>
          {stats.map((stat) => (
            <div key={stat.label} className={css.stat}>
              <dt>{stat.label}</dt>
              <dd className={stat.isBad ? `${css.value} ${css.bad}` : css.value}>{stat.value}</dd>
              <dd className={css.note}>{stat.note}</dd>
              {stat.line && (
                <dd className={css.line}>
                  <Sparkline
                    values={stat.line}
                    label={`${stat.label} while this page has been open`}
                  />
                </dd>
              )}
            </div>
          ))}
        </dl>
      )}
      <p className={css.all}>
        All of them, for Prometheus: <code>GET /metrics</code>.
      </p>
    </Panel>
  );
}

function noMetrics(error: SignalboxError): string {
  return error.status === 403
    ? `You may not see the metrics: ${explain(error)}`
    : `The metrics could not be read: ${explain(error)}`;
}
