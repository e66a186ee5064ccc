import type {Token, Tokens} from 'marked';
import {CopyButton} from '../../../ui/CopyButton';
import {Inline} from './Inline';
import css from './Markdown.module.css';

/** Deeper than anyone writes by hand; what is deeper is shown as text. */
export const DEEPEST = 24;

/** One token of markdown that stands on lines of its own. */
export function BlockToken({token, depth}: {token: Token; depth: number}) {
  if (depth > DEEPEST) {
    return <p>{token.raw}</p>;
  }
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'hr':
      return <hr />;
    case 'heading':
      return <Heading token={token as Tokens.Heading} depth={depth} />;
    case 'paragraph':
      return (
        <p>
          <Inline tokens={token.tokens ?? []} depth={depth + 1} />
        </p>
      );
    case 'text':
      return <Inline tokens={token.tokens ?? [token]} depth={depth + 1} />;
    case 'blockquote':
      return (
        <blockquote>
          <Blocks tokens={token.tokens ?? []} depth={depth + 1} />
        </blockquote>
      );
    case 'code':
      return <Code code={token as Tokens.Code} />;
    case 'list':
      return <List list={token as Tokens.List} depth={depth + 1} />;
    case 'table':
      return <Table table={token as Tokens.Table} depth={depth + 1} />;
    case 'html':
      return <p className={css.raw}>{token.raw.trimEnd()}</p>;
    default:
      return <Inline tokens={[token]} depth={depth + 1} />;
  }
}

function Blocks({tokens, depth}: {tokens: readonly Token[]; depth: number}) {
  return tokens.map((token, index) => <BlockToken key={index} token={token} depth={depth} />);
}

/** Not a heading of the page: those of the agent's text begin below the page's own. */
function Heading({token, depth}: {token: Tokens.Heading; depth: number}) {
  const level = Math.min(token.depth + 2, 6);
  return (
    <div role="heading" aria-level={level} className={css.heading} data-depth={token.depth}>
      <Inline tokens={token.tokens} depth={depth + 1} />
    </div>
  );
}

function Code({code}: {code: Tokens.Code}) {
  const language = code.lang?.match(/^\S+/)?.[0] ?? '';
  return (
    <figure className={css.code}>
      <figcaption>
        <span>{language || 'text'}</span>
        <CopyButton text={code.text} label="Copy" />
      </figcaption>
      <pre tabIndex={0} aria-label={language ? `Code, ${language}` : 'Code'}>
        <code>{code.text}</code>
      </pre>
    </figure>
  );
}

function List({list, depth}: {list: Tokens.List; depth: number}) {
  const items = list.items.map((item, index) => (
    <li key={index} className={item.task ? css.task : undefined}>
      {item.task && <Check isChecked={item.checked === true} />}
      <Blocks tokens={item.tokens.filter((one) => one.type !== 'checkbox')} depth={depth} />
    </li>
  ));
  return list.ordered ? (
    <ol start={list.start === '' ? 1 : list.start}>{items}</ol>
  ) : (
    <ul>{items}</ul>
  );
}

export function Check({isChecked}: {isChecked: boolean}) {
  return (
    <span role="img" aria-label={isChecked ? 'done' : 'to do'} className={css.check}>
      {isChecked ? '☑' : '☐'}
    </span>
  );
}

function Table({table, depth}: {table: Tokens.Table; depth: number}) {
  const align = (cell: Tokens.TableCell) => (cell.align ? {textAlign: cell.align} : undefined);
  return (
    <div className={css.table} tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col" style={align(cell)}>
                <Inline tokens={cell.tokens} depth={depth} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} style={align(cell)}>
                  <Inline tokens={cell.tokens} depth={depth} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
