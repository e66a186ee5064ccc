import {useCallback, useLayoutEffect, useRef, useState, type RefObject} from 'react';
import {onMoved, onScroll, type Stick} from './stick';

/** What keeps a scrolled list at its end as long as the reader is there. */
export interface Sticking {
  readonly isStuck: boolean;
  /** To the end, and stay there. */
  jump(): void;
  /** The program goes elsewhere: to a match, say. */
  letGo(): void;
  /** The content may have grown or shrunk: to the end again, if that is where one was. */
  resized(): void;
  /** The program set `scrollTop`. */
  moved(top: number): void;
}

/** What a reader scrolls with, and for how long it is taken for the cause, in milliseconds. */
const HANDS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;
const HAND_MS = 1000;

/**
 * @param scroller the element that scrolls
 * @param content what in it grows and shrinks
 * @param size anything that changes when the content's height may have
 */
export function useStick(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  size: unknown,
  follow: boolean,
): Sticking {
  const stick = useRef<Stick>({isStuck: follow, top: 0});
  const [isStuck, setStuck] = useState(follow);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element !== null && stick.current.isStuck) {
      const end = element.scrollHeight - element.clientHeight;
      if (Math.abs(element.scrollTop - end) > 1) {
        element.scrollTop = end;
      }
      stick.current = onMoved(stick.current, element.scrollTop);
    }
  }, [scroller]);

  useLayoutEffect(toEnd, [toEnd, size]);

  useLayoutEffect(() => {
    const element = scroller.current!;
    let handAt = -Infinity;
    const hand = () => (handAt = performance.now());
    function read() {
      const {scrollTop: top, scrollHeight: height, clientHeight: viewport} = element;
      const isByHand = performance.now() - handAt < HAND_MS;
      stick.current = onScroll(stick.current, {top, height, viewport}, isByHand);
      setStuck(stick.current.isStuck);
    }
    // Before the list itself: what the reader wants is known before lines are drawn for it.
    element.addEventListener('scroll', read, {passive: true, capture: true});
    for (const type of HANDS) {
      element.addEventListener(type, hand, {passive: true});
    }
    const sizes = new ResizeObserver(toEnd);
    sizes.observe(element);
    sizes.observe(content.current!);
    return () => {
      element.removeEventListener('scroll', read, {capture: true});
      HANDS.forEach((type) => element.removeEventListener(type, hand));
      sizes.disconnect();
    };
  }, [scroller, content, toEnd]);

  return {
    isStuck,
    resized: toEnd,
    jump: useCallback(() => {
      stick.current = {...stick.current, isStuck: true};
      setStuck(true);
      toEnd();
    }, [toEnd]),
    letGo: useCallback(() => {
      stick.current = {...stick.current, isStuck: false};
      setStuck(false);
    }, []),
    moved: useCallback((top: number) => {
      stick.current = onMoved(stick.current, top);
    }, []),
  };
}
