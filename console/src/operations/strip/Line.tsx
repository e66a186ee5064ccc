import type {FocusEvent} from 'react';
import {Link} from 'wouter';
import type {Span} from '../spans';
import {outcomeWords, spanWords} from '../words';
import {percent, type Window} from './scale';
import css from './Line.module.css';
import {keyOf} from './roving';

interface Props {
  label: string;
  spans: readonly Span[];
  window: Window;
  /** Of the line, in px. */
  width: number;
  sessionId: string;
  /** The one span of the strip that Tab comes to. */
  tabbable: string | null;
  onLook(span: Span | null): void;
}

/** One machine over time: a list of links to what happened, drawn to scale. */
export function Line({label, spans, window, width: px, sessionId, tabbable, onLook}: Props) {
  return (
    <ol aria-label={label} className={css.line}>
      {spans.map((span) => {
        const key = keyOf(span);
        const left = percent(span.from, window);
        const width = percent(span.to, window) - left;
        return (
          <li
            key={key}
            className={`${css.place} ${css[placeOf(span)]}`}
            style={{left: `min(${left}%, 100% - 4px)`, width: `${width}%`}}
          >
            <Link
              href={`/sessions/${sessionId}/replay?seq=${span.seq}`}
              data-span={key}
              tabIndex={key === tabbable ? 0 : -1}
              aria-label={`${spanWords(span).replace(/[.…]$/, '')}. Show in replay`}
              className={`${css.span} ${css[lookOf(span)]}`}
              onMouseEnter={() => onLook(span)}
              onMouseLeave={() => onLook(null)}
              onFocus={(event: FocusEvent<HTMLElement>) =>
                event.currentTarget.matches(':focus-visible') && onLook(span)
              }
              onBlur={() => onLook(null)}
            >
              {span.line === 'environment' && span.isRestart && (
                <span className={css.restart}>↻</span>
              )}
              {hasRoom(shortWords(span), (width / 100) * px) && (
                <span className={css.text}>{shortWords(span)}</span>
              )}
            </Link>
          </li>
        );
      })}
    </ol>
  );
}

/** Letters are at most so wide. */
const LETTER_PX = 6.8;

/** Whether a word is seen whole in so many px; a cut one says nothing. */
function hasRoom(word: string, px: number): boolean {
  return word !== '' && px > word.length * LETTER_PX + 14;
}

function placeOf(span: Span): string {
  return span.line === 'environment' ? 'whole' : span.kind;
}

function lookOf(span: Span): string {
  return span.line === 'query' && span.kind === 'running' ? (span.outcome ?? 'active') : span.kind;
}

function shortWords(span: Span): string {
  if (span.line === 'environment') {
    return span.kind;
  }
  switch (span.kind) {
    case 'running':
      return span.outcome === null ? 'active' : outcomeWords(span.outcome);
    case 'waiting':
      return 'waiting';
    case 'queued':
      return '';
  }
}
