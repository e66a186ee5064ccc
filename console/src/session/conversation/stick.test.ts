import {describe, expect, it} from 'vitest';
import {onMoved, onScroll, type Stick} from './stick';

const viewport = 500;
const atEnd: Stick = {isStuck: true, top: 1500};
const scroll = (before: Stick, top: number, height: number, isByHand = true) =>
  onScroll(before, {top, height, viewport}, isByHand);

describe('the end of the list', () => {
  it('is held while text is added below', () => {
    expect(scroll(atEnd, 1500, 2300).isStuck).toBe(true);
  });

  it('is let go of by the smallest move up', () => {
    expect(scroll(atEnd, 1490, 2000).isStuck).toBe(false);
  });

  it('is held when the layout moves by itself, and let go of when a program goes elsewhere', () => {
    expect(scroll(atEnd, 1498, 2050, false).isStuck).toBe(true);
    expect(scroll(atEnd, 0, 2050, false).isStuck).toBe(false);
  });

  it('is taken hold of again near the end, going down', () => {
    const reading = {isStuck: false, top: 1400};
    expect(scroll(reading, 1460, 2000).isStuck).toBe(true);
    expect(scroll(reading, 1430, 2000).isStuck).toBe(false);
  });

  it('is not taken hold of when the reader moves up near it', () => {
    expect(scroll({isStuck: false, top: 1480}, 1470, 2000).isStuck).toBe(false);
  });

  it('is held when lines above turn out lower than was thought', () => {
    const moved = onMoved(atEnd, 1440);
    expect(scroll(moved, 1440, 1990).isStuck).toBe(true);
  });
});
