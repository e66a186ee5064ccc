import {useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode} from 'react';
import css from './Split.module.css';

/** In percent of the width. */
const LEAST = 30;
const MOST = 80;
const STEP = 2;

const KEY = 'signalbox.split';

/** Two things side by side with a line between them that moves; where it stood is remembered. */
export function Split({left, right}: {left: ReactNode; right: ReactNode}) {
  const [share, setShare] = useState(remembered);
  const root = useRef<HTMLDivElement>(null);
  function move(to: number) {
    const next = Math.round(Math.min(MOST, Math.max(LEAST, to)) * 10) / 10;
    setShare(next);
    localStorage.setItem(KEY, String(next));
  }
  function onPointerMove(event: PointerEvent<HTMLDivElement>) {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) {
      const {left: from, width} = root.current!.getBoundingClientRect();
      move(((event.clientX - from) / width) * 100);
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    const to = {
      ArrowLeft: share - STEP,
      ArrowRight: share + STEP,
      Home: LEAST,
      End: MOST,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    }
  }
  return (
    <div
      ref={root}
      className={css.split}
      style={{gridTemplateColumns: `minmax(0, ${share}fr) auto minmax(0, ${100 - share}fr)`}}
    >
      {left}
      <div
        role="separator"
        tabIndex={0}
        aria-orientation="vertical"
        aria-label="Width of the conversation"
        aria-valuenow={Math.round(share)}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        className={css.line}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDoubleClick={() => move(DEFAULT)}
        onKeyDown={onKeyDown}
      />
      {right}
    </div>
  );
}

const DEFAULT = 62;

function remembered(): number {
  const said = Number(localStorage.getItem(KEY));
  return said >= LEAST && said <= MOST ? said : DEFAULT;
}
