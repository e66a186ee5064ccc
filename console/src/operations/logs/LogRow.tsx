import {memo} from 'react';
import {Json} from '../../replay/Json';
import {preciseTime} from '../words';
import {Coloured} from './Coloured';
import css from './LogRow.module.css';
import {leftOut, type LogLine} from './lines';

interface Props {
  line: LogLine;
  isUnfolded: boolean;
  onToggle(seq: number): void;
}

/** One line: when, how bad, whose, what, and on demand the data that came with it. */
export const LogRow = memo(function LogRow({line, isUnfolded, onToggle}: Props) {
  const {at, seq, data} = line;
  const moment = Date.parse(at);
  const isFlood = leftOut(line) !== null;
  return (
    <div className={`${css.row} ${css[data.level] ?? ''} ${isFlood ? css.flood : ''}`}>
      <time dateTime={at} title={new Date(moment).toLocaleString()} className={css.time}>
        {preciseTime(moment)}
      </time>
      <span className={css.level}>{data.level}</span>
      <span className={css.source}>{data.source}</span>
      <span className={css.message}>
        <Coloured text={data.message} />
        {data.data !== undefined && (
          <button
            type="button"
            className={css.toggle}
            aria-expanded={isUnfolded}
            onClick={() => onToggle(seq)}
          >
            {isUnfolded ? 'hide data' : 'data'}
          </button>
        )}
      </span>
      {isUnfolded && (
        <div className={css.data}>
          <Json value={data.data} />
        </div>
      )}
    </div>
  );
});
