import {useCallback, useLayoutEffect, useRef, useState, type RefObject} from 'react';
import {onMoved, onScroll, type Stick} from './stick';

/** What keeps a scrolled list at its end as long as the reader is there. */
export interface Sticking {
  readonly isStuck: boolean;
  /** To the end, and stay there. */
  jump(): void;
  /** The program goes elsewhere: to a match, say. */
  letGo(): void;
  /** The program set `scrollTop`. */
  moved(top: number): void;
}

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
    function read() {
      stick.current = onScroll(stick.current, {
        top: element.scrollTop,
        height: element.scrollHeight,
        viewport: element.clientHeight,
      });
      setStuck(stick.current.isStuck);
    }
    element.addEventListener('scroll', read, {passive: true});
    const sizes = new ResizeObserver(toEnd);
    sizes.observe(element);
    sizes.observe(content.current!);
    return () => {
      element.removeEventListener('scroll', read);
      sizes.disconnect();
    };
  }, [scroller, content, toEnd]);

  return {
    isStuck,
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
