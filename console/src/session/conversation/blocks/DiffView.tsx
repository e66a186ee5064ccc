import {memo} from 'react';
import type {Change, Diff, DiffLine} from '../diff';
import {diffOf} from '../diff';
import {useFold} from '../fold';
import {LongText} from './LongText';
import css from './DiffView.module.css';

/** Lines that are shown of a diff before "Show all". */
const SHORT_LINES = 32;

/** What a tool changes in one file. */
export const DiffView = memo(function DiffView({
  id,
  change,
  line,
}: {
  id: string;
  change: Change;
  /** Where in the file the old text begins, if that is known. */
  line: number | undefined;
}) {
  const diff = diffOf(change, line);
  const [isWhole, setWhole] = useFold(id, false);
  const count = diff.hunks.reduce((sum, hunk) => sum + hunk.length, 0);
  const isCut = count > SHORT_LINES + 4;
  return (
    <figure className={css.diff}>
      <Caption diff={diff} />
      {diff.plain !== null ? (
        <LongText id={`${id} plain`} text={diff.plain} label={`Change of ${diff.path}`} />
      ) : (
        <Lines diff={diff} most={isCut && !isWhole ? SHORT_LINES : Infinity} />
      )}
      {isCut && (
        <button type="button" className={css.more} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all ${count} lines`}
        </button>
      )}
    </figure>
  );
});

function Caption({diff}: {diff: Diff}) {
  return (
    <figcaption className={css.caption}>
      <span className={css.path}>{diff.path}</span>
      <span className={css.counts}>
        <span className={css.added}>
          +{diff.added}
          <span className="visually-hidden"> lines added,</span>
        </span>
        <span className={css.removed}>
          −{diff.removed}
          <span className="visually-hidden"> lines removed</span>
        </span>
      </span>
    </figcaption>
  );
}

function Lines({diff, most}: {diff: Diff; most: number}) {
  let left = most;
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={`Diff of ${diff.path}`}>
      <table className={css.lines}>
        {diff.hunks.map((hunk, index) => {
          const shown = hunk.slice(0, Math.max(0, left));
          left -= hunk.length;
          return (
            shown.length > 0 && (
              <tbody key={index} className={css.hunk}>
                {shown.map((line, at) => (
                  <Line key={at} line={line} />
                ))}
              </tbody>
            )
          );
        })}
      </table>
    </div>
  );
}

const SIGNS = {'+': 'added', '-': 'removed', ' ': undefined} as const;

function Line({line}: {line: DiffLine}) {
  const kind = SIGNS[line.sign];
  return (
    <tr data-kind={kind}>
      <td className={css.number}>{line.old}</td>
      <td className={css.number}>{line.now}</td>
      <td className={css.sign}>{line.sign === '-' ? '−' : line.sign}</td>
      <td className={css.text}>{line.text}</td>
    </tr>
  );
}
