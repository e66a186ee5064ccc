import type {ReactNode} from 'react';
import css from './Notice.module.css';
import type {Tone} from './tone';
import tones from './tone.module.css';

/** A line across a view about something that is going on now. Bad news interrupts, the rest waits. */
export function Notice({
  tone,
  children,
  action,
}: {
  tone: Tone;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={`${css.notice} ${tones[tone]}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <div>{children}</div>
      {action}
    </div>
  );
}
