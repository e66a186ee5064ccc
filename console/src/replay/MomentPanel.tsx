import {runtimeOf, totalUsage} from '@signalbox/client';
import {useMemo} from 'react';
import {Badge} from '../ui/Badge';
import {money, short} from '../ui/money';
import {toneOfStatus} from '../ui/tone';
import {counted, duration, environmentNow, queryNow} from '../operations/words';
import css from './panels.module.css';
import type {Reading} from './reading';

/** How both machines were right after an event, and what had been used. */
export function MomentPanel({reading, index}: {reading: Reading; index: number}) {
  const event = reading.moments.events[index]!;
  const {runtime, usage} = useMemo(() => {
    const state = reading.moments.stateAt(index);
    return {runtime: runtimeOf(state, true), usage: totalUsage(state.usage)};
  }, [reading, index]);
  const environment = runtime.executionEnvironment;
  const isBusy = runtime.activeQuery !== undefined;
  const isWaiting = runtime.pendingPermissions.length > 0;
  return (
    <section aria-labelledby="moment" className={css.panel}>
      <h2 id="moment" className={css.title}>
        At this moment
      </h2>
      <dl className={css.facts}>
        <dt>Environment</dt>
        <dd>
          <Badge tone={toneOfStatus(environment?.status)}>{environmentNow(runtime)}</Badge>
          {environment !== null && environment.restartCount > 0 && (
            <span> {counted(environment.restartCount, 'start')} after a crash</span>
          )}
          {environment?.statusMessage && <p>{environment.statusMessage}</p>}
        </dd>
        <dt>Query</dt>
        <dd>
          <Badge tone={isWaiting ? 'warn' : isBusy ? 'busy' : 'idle'}>
            {queryNow(runtime, Date.parse(event.at), duration)}
          </Badge>
        </dd>
        <dt>Used</dt>
        <dd>
          {short(usage.totalTokens)} tokens
          {usage.costUSD !== undefined && `, ${money(usage.costUSD)}`}
        </dd>
      </dl>
    </section>
  );
}
