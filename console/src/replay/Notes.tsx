import {Button} from '../ui/Button';
import {Notice} from '../ui/Notice';
import type {Replay} from './useReplay';

/** What is to be known of the reading, and of where the address led. */
export function Notes({replay}: {replay: Replay}) {
  const {note, isAhead, progress, read, reset} = replay;
  const {status, error, count, head} = progress;
  return (
    <div>
      {note !== null && <Notice tone="warn">{note}</Notice>}
      {isAhead && status === 'reading' && (
        <Notice tone="busy">
          The event that the address asks for has yet to be read; it shows as soon as it is there.
        </Notice>
      )}
      {status === 'paused' && (
        <Notice
          tone="warn"
          action={
            <Button size="small" onClick={read}>
              Read on
            </Button>
          }
        >
          {count.toLocaleString('en')} events were read, up to event{' '}
          {progressSeq(replay).toLocaleString('en')} of {head.toLocaleString('en')}. More of them
          need more of this browser’s memory.
        </Notice>
      )}
      {status === 'stopped' && (
        <Notice
          tone="bad"
          action={
            <Button size="small" onClick={error === null ? reset : read}>
              {error === null ? 'Read it again' : 'Try again'}
            </Button>
          }
        >
          {error === null
            ? 'The journal was changed on the server since it was read. What shows is what it was.'
            : `The rest of the journal could not be read: ${error.detail}`}
        </Notice>
      )}
    </div>
  );
}

function progressSeq({reading}: Replay): number {
  return reading.moments.events.at(-1)?.seq ?? 0;
}
