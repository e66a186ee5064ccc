import type {Token, Tokens} from 'marked';
import {Check, DEEPEST} from './BlockToken';
import {decoded, safeLink, safePicture} from './links';
import css from './Markdown.module.css';

/** Tokens of markdown within a line. */
export function Inline({tokens, depth}: {tokens: readonly Token[]; depth: number}) {
  if (depth > DEEPEST) {
    return tokens.map((token) => token.raw).join('');
  }
  return tokens.map((token, index) => <One key={index} token={token} depth={depth} />);
}

function One({token, depth}: {token: Token; depth: number}) {
  const nested = (token as Tokens.Generic).tokens;
  const inside = () => <Inline tokens={nested ?? []} depth={depth + 1} />;
  switch (token.type) {
    case 'text':
      return nested ? inside() : decoded((token as Tokens.Text).text);
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'strong':
      return <strong>{inside()}</strong>;
    case 'em':
      return <em>{inside()}</em>;
    case 'del':
      return <del>{inside()}</del>;
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'br':
      return <br />;
    case 'checkbox':
      return <Check isChecked={(token as Tokens.Checkbox).checked} />;
    case 'link':
      return <Link link={token as Tokens.Link} depth={depth + 1} />;
    case 'image':
      return <Picture image={token as Tokens.Image} />;
    default:
      return token.raw;
  }
}

/** What may not be followed is shown as it is written, so that nobody is led astray. */
function Link({link, depth}: {link: Tokens.Link; depth: number}) {
  const href = safeLink(link.autolink ? link.href : decoded(link.href));
  if (href === null) {
    return link.raw;
  }
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      <Inline tokens={link.tokens} depth={depth} />
    </a>
  );
}

/** A picture from elsewhere is not loaded: that would tell others who reads here. */
function Picture({image}: {image: Tokens.Image}) {
  const own = safePicture(image.href);
  if (own !== null) {
    return <img className={css.picture} src={own} alt={decoded(image.text)} />;
  }
  const href = safeLink(decoded(image.href));
  const words = decoded(image.text) || 'Picture';
  return href === null ? (
    words
  ) : (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {words} (picture elsewhere)
    </a>
  );
}
