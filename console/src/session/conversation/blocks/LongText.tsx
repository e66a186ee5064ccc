import {CopyButton} from '../../../ui/CopyButton';
import {useFold} from '../fold';
import css from './blocks.module.css';

/** Lines that are shown of a text before "Show all". */
const SHORT_LINES = 12;
/** A text of few lines may be long all the same. */
const SHORT_CHARS = 4000;

/** Output or input as it was written; a long one shows its beginning, or its end while it grows. */
export function LongText({
  id,
  text,
  label,
  tone,
  tail = false,
}: {
  id: string;
  text: string;
  /** What it is, for those who do not see where it stands. */
  label: string;
  tone?: 'bad' | 'input';
  tail?: boolean;
}) {
  const [isWhole, setWhole] = useFold(id, false);
  const trimmed = text.replace(/\n+$/, '');
  const {shown, count, isCut} = cut(trimmed, tail);
  return (
    <div className={css.long} data-tone={tone}>
      <pre tabIndex={0} aria-label={label}>
        {isWhole ? trimmed : shown}
      </pre>
      <div className={css.copy}>
        <CopyButton text={text} label="Copy" />
      </div>
      {isCut && (
        <button type="button" className={css.more} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all ${count} lines`}
        </button>
      )}
    </div>
  );
}

/** The lines that are shown first, and how many there are. */
function cut(text: string, tail: boolean): {shown: string; count: number; isCut: boolean} {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    count++;
  }
  if (count <= SHORT_LINES + 2 && text.length <= SHORT_CHARS) {
    return {shown: text, count, isCut: false};
  }
  const shown = tail
    ? text.slice(-SHORT_CHARS).split('\n').slice(-SHORT_LINES)
    : text.slice(0, SHORT_CHARS).split('\n', SHORT_LINES);
  return {shown: shown.join('\n'), count, isCut: true};
}
