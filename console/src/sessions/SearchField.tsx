import {useEffect, useEffectEvent, useRef, useState} from 'react';
import {Icon} from '../ui/Icon';
import {Kbd} from '../ui/Kbd';
import css from './SearchField.module.css';

/** How long typing rests before it is searched for, in milliseconds. */
const REST_MS = 250;

interface Props {
  /** What is being searched for. */
  value: string;
  onSearch(text: string): void;
  /** Whether it has the focus from the beginning. */
  autoFocus: boolean;
}

/** A search that begins when the typing rests, and at once with Enter. */
export function SearchField({value, onSearch, autoFocus}: Props) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const asked = useRef(value);
  useEffect(() => {
    // Going back in the history changes it too; one's own words come back as they were.
    if (value !== asked.current) {
      asked.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (autoFocus) {
      field.current?.focus();
    }
  }, [autoFocus]);
  function search(next: string) {
    const trimmed = next.trim();
    if (trimmed !== asked.current) {
      asked.current = trimmed;
      onSearch(trimmed);
    }
  }
  const searchAtRest = useEffectEvent(search);
  useEffect(() => {
    // Only typing begins the rest anew, not what changes in the list meanwhile.
    const timer = setTimeout(() => searchAtRest(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className={css.search}>
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label="Search sessions"
        placeholder="Search names, ids, metadata, and what people said"
        className={css.input}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            search(text);
          } else if (event.key === 'Escape' && text !== '') {
            event.preventDefault();
            setText('');
            search('');
          } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            document.querySelector<HTMLElement>('[data-session-link]')?.focus();
          }
        }}
      />
      <span className={css.key} aria-hidden="true">
        <Kbd keys="/" />
      </span>
    </div>
  );
}
