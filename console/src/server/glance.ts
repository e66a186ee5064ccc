import {elapsed} from '../ui/Elapsed';
import {byLabel, quantile, rates, total, type Scrape} from './prometheus';

/** One number, with the words around it. */
export interface Stat {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** Over the time that the page is open. */
  readonly line?: readonly number[];
  readonly isBad?: boolean;
}

const number = new Intl.NumberFormat('en', {maximumFractionDigits: 0});

/** What matters most of the metrics, the newest scrape last. */
export function glance(scrapes: readonly Scrape[]): readonly Stat[] {
  const latest = scrapes.at(-1);
  if (latest === undefined) {
    return [];
  }
  const {metrics} = latest;
  const of = (name: string) => total(metrics, `signalbox_${name}`);
  const over = (name: string) =>
    scrapes.map((scrape) => total(scrape.metrics, `signalbox_${name}`) ?? 0);
  const perSecond = rates(scrapes, 'signalbox_events_total');
  const asked = of('queries_queued') ?? 0;
  return [
    {
      label: 'Sessions loaded',
      value: shown(of('sessions_loaded')),
      note: `of ${shown(of('sessions'))} on this server`,
      line: over('sessions_loaded'),
    },
    {
      label: 'Queries active',
      value: shown(of('queries_active')),
      note: asked === 0 ? 'no message waits' : `${number.format(asked)} waiting in queues`,
      line: over('queries_active'),
    },
    {
      label: 'Subscribers',
      value: shown(of('subscribers')),
      note: `on ${shown(of('streams'))} open streams`,
      line: over('subscribers'),
    },
    {
      label: 'Events a second',
      value: perSecond.length === 0 ? '…' : rate(perSecond.at(-1)!),
      note: `${shown(of('events_total'))} since the start`,
      line: perSecond,
    },
    commit(scrapes),
    lag(of('subscriber_lag_max_events')),
    errors(latest),
    {
      label: 'Memory',
      value: bytes(
        (of('agent_memory_bytes') ?? 0) + (of('runner_memory_bytes') ?? 0) + heap(latest),
      ),
      note: `agents ${bytes(of('agent_memory_bytes') ?? 0)}, runners ${bytes(of('runner_memory_bytes') ?? 0)}, server ${bytes(heap(latest))}`,
    },
  ];
}

function commit(scrapes: readonly Scrape[]): Stat {
  const latest = scrapes.at(-1)!;
  const first = scrapes.length > 1 ? scrapes[0]!.metrics : null;
  const name = 'signalbox_journal_commit_seconds';
  const recent = first && quantile(0.99, name, latest.metrics, first);
  const found = recent ?? quantile(0.99, name, latest.metrics, null);
  return {
    label: 'Journal commit, p99',
    value: found === null ? '–' : `${found.isAbove ? '> ' : ''}${milliseconds(found.value)}`,
    note:
      found === null
        ? 'nothing was written yet'
        : recent
          ? 'since this page was opened'
          : 'since the server started',
    isBad: found !== null && found.value >= 1,
  };
}

function lag(events: number | null): Stat {
  return {
    label: 'Slowest reader',
    value: events === null ? '–' : `${number.format(events)} behind`,
    note: events ? 'events it has still to be sent' : 'every reader has all events',
  };
}

function errors({metrics}: Scrape): Stat {
  const codes = byLabel(metrics, 'signalbox_errors_total', 'code');
  const restarts = total(metrics, 'signalbox_restarts_total') ?? 0;
  return {
    label: 'Errors since the start',
    value: number.format(codes.reduce((sum, [, count]) => sum + count, 0)),
    note:
      codes.length === 0
        ? 'none on the operations track'
        : `most: ${codes[0]![0]}; ${number.format(restarts)} ${restarts === 1 ? 'restart' : 'restarts'} after a crash`,
  };
}

function heap({metrics}: Scrape): number {
  return total(metrics, 'jvm_memory_used_bytes') ?? 0;
}

/** How long the server's process has been running, in words; null where it does not say. */
export function uptime(scrapes: readonly Scrape[]): string | null {
  const latest = scrapes.at(-1);
  const seconds = latest && total(latest.metrics, 'process_uptime_seconds');
  return seconds == null ? null : elapsed(seconds * 1000);
}

function shown(value: number | null): string {
  return value === null ? '–' : number.format(value);
}

function rate(perSecond: number): string {
  return perSecond >= 100 || perSecond === 0 ? number.format(perSecond) : perSecond.toFixed(1);
}

function milliseconds(seconds: number): string {
  const ms = seconds * 1000;
  return ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** Bytes with a unit that people read. */
export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log(count) / Math.log(1024)), 4);
  const value = count / 1024 ** power;
  return `${value.toFixed(power > 0 && value < 10 ? 1 : 0)} ${units[power]}`;
}
