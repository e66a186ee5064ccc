import {useVirtualizer} from '@tanstack/react-virtual';
import {useCallback, useEffect, useRef, useState} from 'react';
import {counted} from '../words';
import {LogRow} from './LogRow';
import css from './LogList.module.css';
import {newSince, type LogLine} from './lines';
import {JumpButton} from '../../ui/JumpButton';

interface Props {
  /** At least one; the oldest first. */
  lines: readonly LogLine[];
  hasOlder: boolean;
  isLoading: boolean;
  onOlder(): void;
}

const ROW_PX = 22;
/** So near to the end the reader is at it, and so near to the beginning wants more. */
const NEAR_PX = 24;
const NEAR_TOP_PX = 300;

/** Log lines as they come: it stays with the newest as long as the reader does. */
export function LogList({lines, hasOlder, isLoading, onOlder}: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState<number | null>(null);
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => lines[index]?.seq ?? index,
    overscan: 20,
    // Older lines that come above, and old ones that go, move nothing that is being read.
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_PX,
  });
  useEffect(() => virtualizer.scrollToEnd(), [virtualizer]);
  const newest = lines.at(-1)?.seq ?? null;
  if (isAtEnd && seen !== newest) {
    setSeen(newest);
  }
  function onScroll() {
    const {scrollTop, scrollHeight, clientHeight} = scroller.current!;
    setAtEnd(scrollHeight - clientHeight - scrollTop <= NEAR_PX);
    if (scrollTop < NEAR_TOP_PX && hasOlder && !isLoading) {
      onOlder();
    }
  }
  const toggle = useCallback((seq: number) => {
    setUnfolded((now) => {
      const next = new Set(now);
      return next.delete(seq) ? next : next.add(seq);
    });
  }, []);
  const news = newSince(lines, seen);
  return (
    <div className={css.frame}>
      <div
        ref={scroller}
        role="log"
        aria-label="Log lines"
        aria-live="off"
        tabIndex={0}
        className={css.scroller}
        onScroll={onScroll}
      >
        <div className={css.all} style={{height: virtualizer.getTotalSize()}}>
          {virtualizer.getVirtualItems().map(({index, key, start}) => (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className={css.place}
              style={{transform: `translateY(${start}px)`}}
            >
              <LogRow
                line={lines[index]!}
                isUnfolded={unfolded.has(lines[index]!.seq)}
                onToggle={toggle}
              />
            </div>
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <JumpButton
          news={news > 0 ? counted(news, 'new line') : null}
          onClick={() => virtualizer.scrollToEnd()}
        />
      )}
    </div>
  );
}
