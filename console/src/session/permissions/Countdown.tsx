import {useState} from 'react';
import {elapsed, useSecond} from '../../ui/Elapsed';
import css from './permissions.module.css';

/** How long there is still time to answer, in words and as a bar. */
export function Countdown({deadline, then}: {deadline: string; then: string}) {
  const now = useSecond();
  const until = Date.parse(deadline);
  // The request does not say when it was made: the bar is full when it is seen first.
  const [whole] = useState(() => Math.max(1000, until - Date.now()));
  const left = until - now;
  const percent = Math.max(0, Math.min(100, (left / whole) * 100));
  return (
    <div className={css.countdown} data-soon={left < 15_000}>
      <span role="timer">
        {left > 0
          ? `${elapsed(left)} left to answer; then ${then}.`
          : `The time to answer is over: ${then}.`}
      </span>
      <span className={css.bar} aria-hidden="true">
        <span style={{width: `${percent}%`}} />
      </span>
    </div>
  );
}
