import {Button, IconButton} from '../ui/Button';
import {Icon} from '../ui/Icon';
import {Segmented} from '../ui/Segmented';
import type {MarkKind} from './marks';
import {jump} from './marks';
import {SPEEDS, type Speed} from './play';
import {Scrubber} from './Scrubber';
import css from './Transport.module.css';
import type {Playing} from './usePlaying';
import type {Replay} from './useReplay';

const JUMPS: readonly {readonly kind: MarkKind; readonly title: string}[] = [
  {kind: 'error', title: 'error'},
  {kind: 'permission', title: 'permission'},
  {kind: 'query', title: 'query'},
];

/**
 * Moves through the journal: by a slider, step by step, from mark to mark, or as time went by. At an
 * end no button is disabled: that would take the focus from whoever presses it again and again.
 */
export function Transport({replay, playing}: {replay: Replay; playing: Playing}) {
  const {index, progress, reading, goTo, jumpTo} = replay;
  const last = progress.count - 1;
  return (
    <section aria-label="Position in the journal" className={css.transport}>
      <Scrubber replay={replay} />
      <div className={css.controls}>
        <div className={css.steps}>
          <IconButton label="First event" onClick={() => goTo(0)}>
            <span aria-hidden="true">⇤</span>
          </IconButton>
          <IconButton label="Previous event" onClick={() => goTo(index - 1)}>
            <Icon name="left" />
          </IconButton>
          <Button kind="primary" className={css.play} disabled={last < 1} onClick={playing.toggle}>
            <Icon name={playing.isPlaying ? 'pause' : 'play'} />
            {playing.isPlaying ? 'Stop' : 'Play'}
          </Button>
          <IconButton label="Next event" onClick={() => goTo(index + 1)}>
            <Icon name="right" />
          </IconButton>
          <IconButton label="Last event" onClick={() => goTo(last)}>
            <span aria-hidden="true">⇥</span>
          </IconButton>
        </div>
        <div title="Of real time; long waits are cut to a second">
          <Segmented
            label="Speed"
            options={SPEEDS.map((speed) => ({value: `${speed}`, label: `${speed}×`}))}
            value={`${playing.speed}`}
            onChange={(value) => playing.setSpeed(Number(value) as Speed)}
          />
        </div>
        <div className={css.jumps}>
          {JUMPS.map(({kind, title}) => (
            <Button
              key={kind}
              size="small"
              className={css.jump}
              aria-disabled={jump(reading.marks, kind, index) === null}
              onClick={() => jumpTo(kind)}
            >
              <span aria-hidden="true" className={`${css.mark} ${css[kind]}`} />
              Next {title}
            </Button>
          ))}
        </div>
        <p className={css.progress} role="status">
          {progressWords(replay)}
        </p>
      </div>
    </section>
  );
}

function progressWords({progress: {status, count, head}}: Replay): string {
  const all = count.toLocaleString('en');
  return status === 'reading'
    ? `Reading: ${all} of ${head.toLocaleString('en')} events`
    : `${all} ${count === 1 ? 'event' : 'events'}${status === 'following' ? ', new ones are added' : ''}`;
}
