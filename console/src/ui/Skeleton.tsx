import css from './Skeleton.module.css';

/** Grey lines where something is about to be, with the words on what is being waited for. */
export function Skeleton({children, rows = 4}: {children: string; rows?: number}) {
  return (
    <div role="status" className={css.skeleton}>
      <p className={css.words}>{children}</p>
      <div aria-hidden="true" className={css.rows}>
        {Array.from({length: rows}, (_, row) => (
          <div key={row} className={css.row} style={{width: `${92 - ((row * 17) % 40)}%`}} />
        ))}
      </div>
    </div>
  );
}
