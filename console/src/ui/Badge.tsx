import type {ReactNode} from 'react';
import css from './Badge.module.css';
import type {Tone} from './tone';
import tones from './tone.module.css';

/** A word on how a thing is. The dot repeats it for those who look; colour alone says nothing. */
export function Badge({tone, children, dot}: {tone: Tone; children: ReactNode; dot?: boolean}) {
  return (
    <span className={`${css.badge} ${tones[tone]}`}>
      {dot && <StatusDot tone={tone} />}
      {children}
    </span>
  );
}

/** Decoration beside words that say the same. */
export function StatusDot({tone}: {tone: Tone}) {
  return <span aria-hidden="true" className={`${css.dot} ${tones[tone]}`} />;
}
