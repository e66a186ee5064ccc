import css from './Axis.module.css';
import {percent, ticks, type Window} from './scale';

/** Room for one tick and the air around it, in px. */
const TICK_PX = 84;

/** Round times below the lines, and the present at their end. */
export function Axis({window, width}: {window: Window; width: number}) {
  const most = Math.max(2, Math.floor(width / TICK_PX));
  return (
    <div aria-hidden="true" className={css.axis}>
      {ticks(window, most).map(({at, text}) => {
        const left = percent(at, window);
        return (
          <span key={at} className={css.tick} style={{left: `${left}%`}}>
            {isInside((left / 100) * width, width) && <span className={css.text}>{text}</span>}
          </span>
        );
      })}
      <span className={css.now}>
        <span className={css.nowText}>now</span>
      </span>
    </div>
  );
}

/** Half a label, and "now" at the end. */
function isInside(px: number, width: number): boolean {
  return px > 22 && px < width - 50;
}
