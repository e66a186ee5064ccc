import {Panel} from '../ui/Panel';
import {bytes} from './glance';
import css from './LimitsPanel.module.css';
import {total, type Metrics} from './prometheus';

/** What each limit bounds, and the metric to compare it with. */
const WORDS: Record<string, {text: string; now?: string; isBytes?: true}> = {
  sessions: {text: 'Sessions', now: 'signalbox_sessions'},
  sessionsPerTenant: {text: 'Sessions of one tenant'},
  sessionsPerPrincipal: {text: 'Sessions of one principal'},
  environments: {text: 'Execution environments at a time', now: 'signalbox_environments'},
  activeQueriesPerPrincipal: {text: 'Queries in flight of one principal'},
  requestsPerSecond: {text: 'Requests a second of one principal'},
  failedAuthPerMinute: {text: 'Wrong tokens a minute from one address'},
  connections: {text: 'Event streams', now: 'signalbox_streams'},
  connectionsPerPrincipal: {text: 'Event streams of one principal'},
  sockets: {text: 'TCP connections'},
  queue: {text: 'Messages that wait in one session'},
  mailbox: {text: 'Inputs that wait for one session', now: 'signalbox_mailbox_messages_max'},
  bodyBytes: {text: 'Body of a request', isBytes: true},
  lineBytes: {text: 'Line of an agent or a runner', isBytes: true},
  spoolBytes: {text: 'Spool of one runner', now: 'signalbox_spool_bytes_max', isBytes: true},
  tailBytes: {text: 'Events in memory of one session', isBytes: true},
};

/** What this server bounds, beside what there is now. */
export function LimitsPanel({metrics}: {metrics: Metrics | undefined}) {
  const limits = metrics?.get('signalbox_limit') ?? [];
  return (
    <Panel title="Limits" note="what would go over is refused with a sentence, or waits">
      {limits.length === 0 ? (
        <p className={css.note}>They stand in the metrics, which are not here yet.</p>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Now</th>
              <th scope="col">At most</th>
            </tr>
          </thead>
          <tbody>
            {limits.map(({labels, value}) => {
              const name = labels['limit'] ?? '';
              const {text, now, isBytes} = WORDS[name] ?? {text: name};
              const shown = (count: number | null | undefined) =>
                count == null ? '' : isBytes ? bytes(count) : count.toLocaleString('en');
              return (
                <tr key={name}>
                  <th scope="row">{text}</th>
                  <td>{shown(now && metrics ? total(metrics, now) : null)}</td>
                  <td>{shown(value)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      <p className={css.note}>
        They are set in the server’s configuration, <code>limits.*</code>;{' '}
        <code>signalbox config show</code> prints all of it.
      </p>
    </Panel>
  );
}
