import {useEffect, type RefObject} from 'react';

const NAME = 'signalbox-found';

/** Above this many places the rest is not marked: nobody looks at more at once. */
const MOST = 500;

/**
 * Marks a text wherever it is seen within an element, without changing the elements. Browsers that
 * cannot do without it: the line that was found has a frame.
 */
export function useMarks(within: RefObject<HTMLElement | null>, text: string): void {
  useEffect(() => {
    const root = within.current;
    if (root === null || text === '' || !('highlights' in CSS)) {
      return undefined;
    }
    const wanted = text.toLowerCase();
    const mark = () => CSS.highlights.set(NAME, new Highlight(...rangesOf(root, wanted)));
    let frame = 0;
    const soon = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(mark);
    };
    // What is seen changes as one scrolls, and as the agent writes.
    const changes = new MutationObserver(soon);
    changes.observe(root, {childList: true, subtree: true, characterData: true});
    mark();
    return () => {
      cancelAnimationFrame(frame);
      changes.disconnect();
      CSS.highlights.delete(NAME);
    };
  }, [within, text]);
}

function rangesOf(root: HTMLElement, wanted: string): Range[] {
  const ranges: Range[] = [];
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (
    let node = texts.nextNode();
    node !== null && ranges.length < MOST;
    node = texts.nextNode()
  ) {
    const text = node.textContent!.toLowerCase();
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      ranges.push(range);
    }
  }
  return ranges;
}
