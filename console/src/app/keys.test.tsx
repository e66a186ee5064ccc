import {cleanup, fireEvent, render, screen} from '@testing-library/react';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {Keys, type Shortcut} from './keys';
import {useShortcuts} from './useShortcuts';

const shortcut = (keys: string): Shortcut => ({keys, does: keys, act: () => {}});
const all = [shortcut('g s'), shortcut('g v'), shortcut('n'), shortcut('s')];

/** What the keys complete, pressed one after the other, `gap` ms apart. */
function pressed(keys: string, gap = 100): (string | undefined)[] {
  const state = new Keys();
  return keys.split(' ').map((key, i) => state.press(key, 5_000 + i * gap, all)?.keys);
}

describe('keys', () => {
  it('completes a sequence with its second key, and not a shorter one inside it', () => {
    expect(pressed('g s')).toEqual([undefined, 'g s']);
  });

  it('forgets a sequence that takes too long', () => {
    expect(pressed('g s', 1_500)).toEqual([undefined, 's']);
  });

  it('takes a key that continues no sequence for itself, and begins anew', () => {
    expect(pressed('g n g g v')).toEqual([undefined, 'n', undefined, undefined, 'g v']);
  });

  it('lets the one that came last do it', () => {
    const last = shortcut('n');
    expect(new Keys().press('n', 0, [...all, last])).toBe(last);
  });
});

describe('useShortcuts', () => {
  afterEach(cleanup);

  function Page({act}: {act(): void}) {
    useShortcuts('Test', [{keys: 'n', does: 'New', act}]);
    return (
      <>
        <input aria-label="Name" />
        <div contentEditable suppressContentEditableWarning>
          text
        </div>
        <button>Go</button>
      </>
    );
  }

  it('fires on the page, and never inside a text field or with a modifier', () => {
    const act = vi.fn();
    render(<Page act={act} />);
    fireEvent.keyDown(screen.getByRole('textbox', {name: 'Name'}), {key: 'n'});
    fireEvent.keyDown(screen.getByText('text'), {key: 'n'});
    fireEvent.keyDown(document.body, {key: 'n', ctrlKey: true});
    expect(act).not.toHaveBeenCalled();
    fireEvent.keyDown(screen.getByRole('button'), {key: 'n'});
    expect(act).toHaveBeenCalledOnce();
  });

  it('does what the last render said, and nothing once the component is gone', () => {
    const before = vi.fn();
    const after = vi.fn();
    const {rerender, unmount} = render(<Page act={before} />);
    rerender(<Page act={after} />);
    fireEvent.keyDown(document.body, {key: 'n'});
    unmount();
    fireEvent.keyDown(document.body, {key: 'n'});
    expect(before).not.toHaveBeenCalled();
    expect(after).toHaveBeenCalledOnce();
  });
});
