import {useRuntime} from '@signalbox/react';
import {useMemo, useRef, useState, type KeyboardEvent} from 'react';
import {Button} from '../ui/Button';
import {useSecond} from '../ui/Elapsed';
import {Segmented} from '../ui/Segmented';
import {extended, spans as spansOf, type Span} from './spans';
import {Axis} from './strip/Axis';
import {ZOOMS, drawn, firstZoom, percent, windowOf, type Zoom} from './strip/scale';
import {Line} from './strip/Line';
import {Present} from './strip/Present';
import {keyOf, moved, type Shown} from './strip/roving';
import css from './StateStrip.module.css';
import {oneOf, useRemembered} from './storage';
import {useTimeline} from './useTimeline';
import {useWidth} from './useWidth';
import {spanWords} from './words';

/** How much a span matters where there is no room for all. */
const WEIGHTS: Record<string, number> = {error: 3, failed: 3, lost: 3, timed_out: 3, waiting: 2};
const weight = (span: Span) =>
  WEIGHTS[span.line === 'query' ? (span.outcome ?? span.kind) : span.kind] ?? 0;

/** The two machines over time, one line each, and in words how they are now. */
export function StateStrip({sessionId}: {sessionId: string}) {
  const runtime = useRuntime(sessionId);
  const timeline = useTimeline(sessionId);
  const now = useSecond();
  const track = useRef<HTMLDivElement>(null);
  const width = useWidth(track);
  const [chosen, choose] = useRemembered<Zoom | ''>(
    'signalbox.strip.zoom',
    '',
    oneOf('5m', '1h', 'all'),
  );
  const [looked, setLooked] = useState<Span | null>(null);
  const known = useMemo(() => spansOf(timeline.events, 0), [timeline.events]);

  const first = momentOf(timeline.events[0], now);
  const zoom = chosen || firstZoom(first, momentOf(timeline.events.at(-1), now), now);
  const window = windowOf(zoom, first, now);
  const all = extended(known, now);
  const shown: Shown = {
    environment: drawn(all.environment, window, weight),
    query: drawn(all.query, window, weight),
  };
  const isEmpty = shown.environment.length + shown.query.length === 0;

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const key = (event.target as HTMLElement).dataset['span'];
    const from = [...shown.environment, ...shown.query].find((span) => keyOf(span) === key);
    const to = from && moved(shown, from, event.key);
    if (to) {
      event.preventDefault();
      track.current?.querySelector<HTMLElement>(`[data-span="${keyOf(to)}"]`)?.focus();
    }
  }
  const lines = {window, width, sessionId, tabbable: tabbable(shown, looked), onLook: setLooked};
  return (
    <section aria-label="State of the two machines" className={css.strip}>
      <Present runtime={runtime} now={now} />
      <div ref={track} className={css.track} onKeyDown={onKeyDown}>
        <Axis window={window} width={width} />
        <Line label="Execution environment over time" spans={shown.environment} {...lines} />
        <Line label="Queries over time" spans={shown.query} {...lines} />
        {isEmpty && <Nothing timeline={timeline} />}
        {looked && (
          <p
            aria-hidden="true"
            className={css.tip}
            style={tipAt(percent((looked.from + looked.to) / 2, window))}
          >
            {spanWords(looked)}
          </p>
        )}
      </div>
      <div className={css.zoom}>
        <Segmented
          label="Time shown"
          options={ZOOMS.map(({id, title}) => ({value: id, label: title}))}
          value={zoom}
          onChange={choose}
        />
        {zoom === 'all' && timeline.hasOlder && (
          <Button
            kind="quiet"
            size="small"
            disabled={timeline.isLoading}
            onClick={() => void timeline.loadOlder()}
          >
            {timeline.isLoading ? 'Reading…' : 'Older'}
          </Button>
        )}
      </div>
    </section>
  );
}

function momentOf(event: {readonly at: string} | undefined, fallback: number): number {
  return event === undefined ? fallback : Date.parse(event.at);
}

/** What Tab comes to: what was looked at last, else the present. */
function tabbable({environment, query}: Shown, looked: Span | null): string | null {
  const all: readonly Span[] = [...environment, ...query];
  const same = looked && all.find((span) => keyOf(span) === keyOf(looked));
  const found = same ?? environment.at(-1) ?? query.at(-1);
  return found ? keyOf(found) : null;
}

/** Beside the middle of the span, on the side where there is room. */
function tipAt(middle: number) {
  return middle < 50 ? {left: `${middle}%`} : {right: `${100 - middle}%`};
}

function Nothing({timeline}: {timeline: ReturnType<typeof useTimeline>}) {
  if (timeline.error !== null) {
    return (
      <p className={css.nothing}>
        What happened could not be read: {timeline.error.detail}{' '}
        <Button size="small" onClick={() => void timeline.reload()}>
          Try again
        </Button>
      </p>
    );
  }
  const words = timeline.isLoading
    ? 'Reading what happened…'
    : timeline.events.length > 0
      ? 'Nothing in this time; show all to see what was before.'
      : 'Nothing has happened yet: the first message starts the execution environment.';
  return <p className={css.nothing}>{words}</p>;
}
