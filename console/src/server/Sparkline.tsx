import css from './Sparkline.module.css';

const WIDTH = 120;
const HEIGHT = 28;

/** A small line of numbers, the newest at the right. `label` says in words what it shows. */
export function Sparkline({values, label}: {values: readonly number[]; label: string}) {
  const max = Math.max(...values, 1e-9);
  const step = WIDTH / Math.max(values.length - 1, 1);
  const points = values.map(
    (value, index) =>
      `${(index * step).toFixed(1)},${(HEIGHT - 2 - (value / max) * (HEIGHT - 4)).toFixed(1)}`,
  );
  return (
    <svg
      className={css.line}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {values.length > 1 && (
        <>
          <polygon
            className={css.area}
            points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`}
          />
          <polyline className={css.stroke} points={points.join(' ')} />
        </>
      )}
    </svg>
  );
}
