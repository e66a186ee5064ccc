import {useState} from 'react';
import {Icon} from '../../ui/Icon';
import {MenuItem, Popover} from '../../ui/Popover';
import {counted} from '../words';
import css from './LogActions.module.css';
import {jsonLines, type LogLine} from './lines';

/** What can be taken away: the lines that are shown, as JSON Lines. */
export function LogActions({lines, sessionId}: {lines: readonly LogLine[]; sessionId: string}) {
  const [said, setSaid] = useState('');
  async function copy() {
    try {
      await navigator.clipboard.writeText(jsonLines(lines));
      setSaid(`Copied ${counted(lines.length, 'line')}`);
    } catch {
      setSaid('The browser did not allow to copy');
    }
  }
  function download() {
    const blob = new Blob([jsonLines(lines)], {type: 'application/jsonl'});
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${sessionId}-logs.jsonl`;
    link.click();
    URL.revokeObjectURL(link.href);
    setSaid(`Downloaded ${counted(lines.length, 'line')}`);
  }
  return (
    <>
      <Popover role="menu" label="Copy or download the lines" trigger={<Icon name="more" />}>
        {(close) => (
          <>
            <MenuItem
              onSelect={() => {
                void copy();
                close();
              }}
            >
              Copy as JSON Lines
            </MenuItem>
            <MenuItem
              onSelect={() => {
                download();
                close();
              }}
            >
              Download as JSON Lines
            </MenuItem>
          </>
        )}
      </Popover>
      <span role="status" className={said === '' ? 'visually-hidden' : css.said}>
        {said}
      </span>
    </>
  );
}
