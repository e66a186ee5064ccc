import {act, cleanup, fireEvent, render, screen} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {SearchField} from './SearchField';

describe('the search for sessions', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));
  const field = () => screen.getByRole<HTMLInputElement>('searchbox');
  const type = (value: string) => fireEvent.change(field(), {target: {value}});

  it('begins when the typing rests, however often the list changes meanwhile', () => {
    const onSearch = vi.fn();
    const shown = () => <SearchField value="" autoFocus={false} onSearch={onSearch} />;
    const {rerender} = render(shown());
    type('c');
    pass(200);
    type(' cart ');
    for (let i = 0; i < 4; i++) {
      expect(onSearch).not.toHaveBeenCalled();
      pass(60);
      rerender(shown());
    }
    pass(60);
    expect(onSearch.mock.calls).toEqual([['cart']]);
  });

  it('begins at once with Enter, and only once', () => {
    const onSearch = vi.fn();
    render(<SearchField value="" autoFocus={false} onSearch={onSearch} />);
    type('cart');
    fireEvent.keyDown(field(), {key: 'Enter'});
    pass(1_000);
    expect(onSearch.mock.calls).toEqual([['cart']]);
  });

  it('shows what is searched for when that changes elsewhere, and asks for it no second time', () => {
    const onSearch = vi.fn();
    const {rerender} = render(<SearchField value="cart" autoFocus={false} onSearch={onSearch} />);
    rerender(<SearchField value="" autoFocus={false} onSearch={onSearch} />);
    pass(1_000);
    expect(field().value).toBe('');
    expect(onSearch).not.toHaveBeenCalled();
  });
});
