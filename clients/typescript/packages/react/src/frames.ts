/** Has something run soon; asked several times before it ran, it runs once. */
export type Schedule = (flush: () => void) => void;

/** A page that is hidden draws no frames: then what is due runs after so many milliseconds. */
const WITHOUT_FRAMES_MS = 250;

/**
 * Runs what is due once a frame, all of it in one go, so that React renders once for it however
 * much happened. A timer stands in where no frame is drawn: in hidden pages, and outside browsers.
 */
export function onceAFrame(): Schedule {
  const due = new Set<() => void>();
  let cancel: (() => void) | null = null;

  function run(): void {
    cancel?.();
    cancel = null;
    const all = [...due];
    due.clear();
    for (const flush of all) {
      try {
        flush();
      } catch (thrown) {
        // It is seen where errors of pages are seen, and keeps the others from nothing.
        setTimeout(() => {
          throw thrown;
        });
      }
    }
  }

  return (flush) => {
    due.add(flush);
    cancel ??= nextFrame(run);
  };
}

/** @returns what takes it back */
function nextFrame(run: () => void): () => void {
  if (typeof requestAnimationFrame !== 'function') {
    const timer = setTimeout(run, 16);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, WITHOUT_FRAMES_MS);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
