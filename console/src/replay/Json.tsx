import {useMemo} from 'react';
import css from './Json.module.css';
import {readable, tokens} from './tokens';

/** Any value as JSON that can be read, with its keys and words in colours. */
export function Json({value}: {value: unknown}) {
  const found = useMemo(() => tokens(readable(value)), [value]);
  return (
    <pre className={css.json}>
      {found.map(({text, kind}, index) =>
        kind === null ? (
          text
        ) : (
          <span key={index} className={css[kind]}>
            {text}
          </span>
        ),
      )}
    </pre>
  );
}
