import {useEffect, useLayoutEffect, useRef, type RefObject} from 'react';

/** Until when a page may show its heading after a change of the address, in milliseconds. */
const PATIENCE_MS = 5_000;

const TITLES: readonly [RegExp, string][] = [
  [/^\/sessions\/[^/]+\/replay$/, 'Replay'],
  [/^\/sessions\/[^/]+$/, 'Session'],
  [/^\/sessions$/, 'Sessions'],
  [/^\/server$/, 'Server'],
];

/**
 * After a change of page the focus goes to its heading, as it would with a new document; a page
 * that shows its heading late is waited for, unless the person has gone elsewhere meanwhile.
 */
export function useHeadingFocus(main: RefObject<HTMLElement | null>, path: string): void {
  const previous = useRef(path);
  // A layout effect, so that what the page itself says (in an effect) comes after it.
  useLayoutEffect(() => {
    const known = TITLES.find(([pattern]) => pattern.test(path));
    document.title = known ? `${known[1]} · Signalbox` : 'Signalbox';
  }, [path]);
  useEffect(() => {
    const element = main.current;
    if (element === null || previous.current === path) {
      return undefined;
    }
    previous.current = path;
    element.scrollTo(0, 0);
    const begin = document.activeElement;
    if (isTaken(element, null)) {
      return undefined;
    }
    focusHeading(element);
    // The heading may come late, and a page that has loaded may put another in its place.
    const observer = new MutationObserver(() => {
      if (isTaken(element, begin)) {
        observer.disconnect();
      } else {
        focusHeading(element);
      }
    });
    observer.observe(element, {childList: true, subtree: true});
    const timer = setTimeout(() => observer.disconnect(), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [main, path]);
}

/** Whether the page itself, or the person after `begin`, has put the focus on something. */
function isTaken(main: HTMLElement, begin: Element | null): boolean {
  const active = document.activeElement;
  const isFree = active === null || active === document.body || active === main;
  const isOutside = begin === null && !main.contains(active);
  return !isFree && !isOutside && active !== begin && !active.matches('h1');
}

function focusHeading(main: HTMLElement): void {
  const heading = main.querySelector('h1');
  if (heading !== null && heading !== document.activeElement) {
    heading.tabIndex = -1;
    heading.focus({preventScroll: true});
  }
}
