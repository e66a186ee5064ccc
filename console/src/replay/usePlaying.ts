import {useEffect, useRef, useState} from 'react';
import {playOn, type Speed} from './play';
import type {Replay} from './useReplay';

export interface Playing {
  readonly isPlaying: boolean;
  readonly speed: Speed;
  setSpeed(speed: Speed): void;
  /** Plays from here, or from the beginning when it is at the end; or stops. */
  toggle(): void;
  stop(): void;
}

/** Plays a replay, at most one step a frame. */
export function usePlaying(replay: Replay): Playing {
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const latest = useRef(replay);
  useEffect(() => {
    latest.current = replay;
  });
  useEffect(() => {
    if (!isPlaying) {
      return undefined;
    }
    let frame = 0;
    let before = performance.now();
    let left = 0;
    let at = latest.current.index;
    /** What was asked for and may not show yet. */
    let asked = new Set([at]);
    function step(now: number) {
      const {reading, index, goTo, progress} = latest.current;
      const {events} = reading.moments;
      // Whoever moves while it plays is followed.
      if (index === at || !asked.has(index)) {
        at = Math.max(index, 0);
        asked = new Set([at]);
      }
      const time = (i: number) => Date.parse(events[i]!.at);
      const next = playOn(time, events.length, at, left + (now - before), speed);
      before = now;
      left = next.left;
      if (next.index !== at) {
        at = next.index;
        asked.add(at);
        goTo(at);
      }
      if (at >= events.length - 1 && progress.status !== 'reading') {
        setPlaying(false);
      } else {
        frame = requestAnimationFrame(step);
      }
    }
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, speed]);
  return {
    isPlaying,
    speed,
    setSpeed,
    toggle: () => {
      if (!isPlaying && replay.index >= replay.progress.count - 1) {
        replay.goTo(0);
      }
      setPlaying(!isPlaying);
    },
    stop: () => setPlaying(false),
  };
}
