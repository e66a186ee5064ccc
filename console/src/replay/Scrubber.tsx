import {useMemo, type KeyboardEvent} from 'react';
import {preciseTime} from '../operations/words';
import {places} from './marks';
import css from './Scrubber.module.css';
import type {Replay} from './useReplay';

/** How far PageUp and PageDown go, in events. */
const FAR = 100;

/** The journal as a line from its first event to its last, with marks on it. */
export function Scrubber({replay}: {replay: Replay}) {
  const {index, reading, progress, goTo, goToSeq} = replay;
  const {events} = reading.moments;
  const event = events[index]!;
  const read = events.at(-1)!.seq;
  const head = Math.max(progress.head, read);
  const {marks} = reading;
  const shown = useMemo(() => places(marks, head), [marks, head]);
  function onKeyDown(pressed: KeyboardEvent) {
    const to = {
      ArrowLeft: index - 1,
      ArrowDown: index - 1,
      ArrowRight: index + 1,
      ArrowUp: index + 1,
      PageUp: index + FAR,
      PageDown: index - FAR,
      Home: 0,
      End: events.length - 1,
    }[pressed.key];
    if (to !== undefined && !pressed.altKey && !pressed.ctrlKey && !pressed.metaKey) {
      pressed.preventDefault();
      goTo(to);
    }
  }
  const at = Date.parse(event.at);
  const part = head <= 1 ? 1 : (read - 1) / (head - 1);
  return (
    <div className={css.scrubber}>
      <div aria-hidden="true" className={css.track}>
        <div className={css.read} style={{width: `${part * 100}%`}} />
        {shown.map((place) => (
          <span
            key={`${place.kind} ${place.at}`}
            className={`${css.mark} ${css[place.kind]}`}
            style={{left: `${place.at * 100}%`}}
          />
        ))}
      </div>
      <input
        type="range"
        aria-label="Event"
        className={css.range}
        min={1}
        max={head}
        value={event.seq}
        aria-valuetext={`${event.seq} of ${head}, ${event.type}, ${preciseTime(at)}`}
        onChange={(changed) => goToSeq(Number(changed.target.value))}
        onKeyDown={onKeyDown}
      />
      <p className={css.words}>
        <span>
          Event <strong>{event.seq.toLocaleString('en')}</strong> of {head.toLocaleString('en')}
        </span>
        <span>
          <code>{event.type}</code>
        </span>
        <time dateTime={event.at} title={new Date(at).toLocaleString()}>
          {preciseTime(at)}
        </time>
      </p>
    </div>
  );
}
