import type {SignalboxError} from '@signalbox/client';
import {useClient} from '@signalbox/react';
import {useCallback, useEffect, useState} from 'react';
import {failureOf} from '../app/failure';
import {useAsked} from '../app/useAsked';
import {Badge} from '../ui/Badge';
import {Panel} from '../ui/Panel';
import type {Tone} from '../ui/tone';
import {Facts} from './Facts';
import {poll} from './useScrapes';

const EVERY_MS = 5_000;

interface Health {
  readonly tone: Tone;
  readonly word: string;
  readonly text: string;
}

const ASKING: Health = {tone: 'busy', word: 'asking', text: 'Asking the server how it is…'};

/** Whether the server works, and why not. */
export function HealthPanel({uptime}: {uptime: string}) {
  const health = useHealth();
  const {value: version, error: noVersion} = useAsked(apiVersion);
  return (
    <Panel title="Health">
      <Facts
        facts={[
          [
            'State',
            <span key="state" role="status">
              <Badge tone={health.tone} dot>
                {health.word}
              </Badge>{' '}
              {health.text}
            </span>,
          ],
          ['API version', version ?? (noVersion ? 'not said' : '…')],
          ['Running for', uptime],
          ['Address', location.origin],
        ]}
      />
    </Panel>
  );
}

function useHealth(): Health {
  const client = useClient();
  const [health, setHealth] = useState(ASKING);
  const ask = useCallback(
    async (signal: AbortSignal) => {
      try {
        const {ready, detail} = await client.ready({signal});
        setHealth(ready ? READY : notReady(detail));
      } catch (thrown) {
        if (!signal.aborted) {
          setHealth(away(failureOf(thrown)));
        }
      }
    },
    [client],
  );
  useEffect(() => poll(EVERY_MS, ask), [ask]);
  return health;
}

const READY: Health = {tone: 'good', word: 'ready', text: 'The journal works.'};

function notReady(detail: string | undefined): Health {
  const why = detail === undefined ? '' : `: ${detail.replace(/\.$/, '')}`;
  const text = `The journal does not work${why}. What would write is refused, what only reads may be answered; the server tries again by itself.`;
  return {tone: 'bad', word: 'not ready', text};
}

function away(failure: SignalboxError): Health {
  return {
    tone: 'bad',
    word: 'no answer',
    text: `${failure.detail}. It is asked again every 5 s.`,
  };
}

async function apiVersion(signal: AbortSignal): Promise<string> {
  const response = await fetch('/openapi.json', {signal});
  const description = (await response.json()) as {info?: {version?: unknown}};
  return String(description.info?.version ?? 'not said');
}
