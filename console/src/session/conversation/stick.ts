/** Where a scrolled element stands, in pixels. */
export interface Scroll {
  readonly top: number;
  /** Of all there is. */
  readonly height: number;
  /** Of what is seen. */
  readonly viewport: number;
}

/** Whether the list stays at its end, and where it stood last. */
export interface Stick {
  readonly isStuck: boolean;
  readonly top: number;
}

/** As good as the end: browsers round. */
const AT_END_PX = 4;
/** Less than this, with no hand at wheel or keys, is the layout: something shrank and grew again. */
const LAYOUT_PX = 40;
/** Scrolling down to here means the end. */
const NEAR_END_PX = 48;

/**
 * What a scroll event says about the reader's wish. Moving up, however little, lets go of the end;
 * coming near it going down takes hold again. What grows or shrinks elsewhere changes nothing.
 *
 * @param isByHand whether the reader touched wheel, keys or screen just now
 */
export function onScroll(before: Stick, scroll: Scroll, isByHand: boolean): Stick {
  const {top, height, viewport} = scroll;
  const below = height - top - viewport;
  if (below <= AT_END_PX) {
    return {isStuck: true, top};
  }
  if (top < before.top - (isByHand ? 0.5 : LAYOUT_PX)) {
    return {isStuck: false, top};
  }
  return {isStuck: before.isStuck || (top > before.top && below <= NEAR_END_PX), top};
}

/** The program scrolled, not the reader. */
export function onMoved(before: Stick, top: number): Stick {
  return {...before, top};
}
