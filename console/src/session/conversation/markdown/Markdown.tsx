import type {Token, Tokens} from 'marked';
import {memo, useState} from 'react';
import {BlockToken} from './BlockToken';
import {GrowingText} from './lex';
import css from './Markdown.module.css';

/**
 * Markdown as React elements. There is no HTML in it: tags are shown as they are written. While a
 * text grows, only its last part is rendered again.
 */
export function Markdown({text, isOpen}: {text: string; isOpen: boolean}) {
  const [growing] = useState(() => new GrowingText());
  const tokens = growing.lex(text, !isOpen);
  if (tokens === null) {
    return <div className={css.plain}>{text}</div>;
  }
  return (
    <div className={css.markdown}>
      {tokens.map((token, index) => (
        <Part key={index} token={token} />
      ))}
    </div>
  );
}

/** Equal text gives equal elements, but for links that are defined elsewhere. */
const Part = memo(
  function Part({token}: {token: Token}) {
    return <BlockToken token={token as Tokens.Generic} depth={0} />;
  },
  ({token: a}, {token: b}) => a === b || (a.raw === b.raw && !a.raw.includes('[')),
);
