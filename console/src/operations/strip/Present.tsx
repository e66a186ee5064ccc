import type {RuntimeState} from '@signalbox/client';
import {StatusDot} from '../../ui/Badge';
import {toneOfStatus, type Tone} from '../../ui/tone';
import {environmentNow, queryNow} from '../words';
import css from './Present.module.css';

/** How both machines are now, in words, each beside its line. */
export function Present({runtime, now}: {runtime: RuntimeState | null; now: number}) {
  const environment = runtime?.executionEnvironment;
  const queryTone: Tone =
    runtime?.activeQuery === undefined
      ? 'idle'
      : runtime.pendingPermissions.length > 0
        ? 'warn'
        : 'busy';
  return (
    <div className={css.present}>
      <p className={css.machine} title={environment?.statusMessage}>
        <StatusDot tone={toneOfStatus(environment?.status)} />
        <span className={css.words}>
          <span className={css.name}>environment</span> <strong>{environmentNow(runtime)}</strong>
        </span>
      </p>
      <p className={css.machine} title={queryNow(runtime, now)}>
        <StatusDot tone={queryTone} />
        <span className={css.words}>
          <span className={css.name}>query</span> <strong>{queryNow(runtime, now)}</strong>
        </span>
      </p>
      {/* Said when it changes; the seconds are not. */}
      <p role="status" className="visually-hidden">
        {runtime && `Environment ${environmentNow(runtime)}, query ${phase(runtime)}`}
      </p>
    </div>
  );
}

function phase({activeQuery, pendingPermissions}: RuntimeState): string {
  return activeQuery === undefined
    ? 'none'
    : pendingPermissions.length > 0
      ? 'waiting for an answer'
      : 'active';
}
