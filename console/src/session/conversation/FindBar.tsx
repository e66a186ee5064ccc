import type {BlockState} from '@signalbox/client';
import {
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import {createPortal} from 'react-dom';
import {IconButton} from '../../ui/Button';
import {Icon} from '../../ui/Icon';
import css from './BlockList.module.css';
import {find} from './find';
import type {Row} from './rows';
import {useMarks} from './useMarks';

interface Props {
  rows: readonly Row[];
  blocks: readonly BlockState[];
  /** Goes to a line; null when nothing is looked for any more. */
  onShow(row: Row | null): void;
  /** Ctrl+F within this opens the search. */
  within: RefObject<HTMLElement | null>;
  /** Where the button that opens it goes; null lets it float. */
  tools: HTMLElement | null;
}

/**
 * Looks for a text in the whole conversation. The browser's own search finds only what is in the
 * page, which is what is seen.
 */
export function FindBar(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const {within, onShow, tools} = props;
  useEffect(() => {
    // With the composer, which is where one mostly is.
    const pane = within.current?.closest<HTMLElement>('section') ?? within.current;
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 'f') {
        event.preventDefault();
        setOpen(true);
      }
    };
    pane?.addEventListener('keydown', onKeyDown);
    return () => pane?.removeEventListener('keydown', onKeyDown);
  }, [within]);
  const button = (
    <IconButton
      label="Search in this conversation (Ctrl+F)"
      size="small"
      aria-expanded={isOpen}
      onClick={() => setOpen(!isOpen)}
    >
      <Icon name="search" />
    </IconButton>
  );
  if (!isOpen) {
    return tools === null ? (
      <div className={css.findButton}>{button}</div>
    ) : (
      createPortal(button, tools)
    );
  }
  const close = () => {
    setOpen(false);
    onShow(null);
    within.current?.focus();
  };
  return (
    <>
      {tools !== null && createPortal(button, tools)}
      <Find {...props} onClose={close} />
    </>
  );
}

function Find({rows, blocks, onShow, onClose, within}: Props & {onClose(): void}) {
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const matches = useMemo(() => find(rows, blocks, wanted), [rows, blocks, wanted]);
  useMarks(within, wanted);
  const [key, setKey] = useState<string | null>(null);
  const at = matches.findIndex((row) => row.key === key);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  function go(to: number) {
    const row = matches[(to + matches.length) % matches.length];
    if (row !== undefined) {
      setKey(row.key);
      onShow(row);
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter') {
      event.preventDefault();
      // The newest is what one looks for most often: the search begins at the end.
      go(at < 0 ? matches.length - 1 : at + (event.shiftKey ? 1 : -1));
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  }
  return (
    <search className={css.find}>
      <input
        ref={input}
        type="search"
        value={text}
        aria-label="Search in this conversation"
        placeholder="Search in this conversation"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className={css.findCount} role="status">
        {said(wanted, matches.length, at)}
      </span>
      <IconButton
        label="Earlier match (Enter)"
        size="small"
        disabled={matches.length === 0}
        onClick={() => go(at < 0 ? matches.length - 1 : at - 1)}
      >
        ↑
      </IconButton>
      <IconButton
        label="Later match (Shift+Enter)"
        size="small"
        disabled={matches.length === 0}
        onClick={() => go(at + 1)}
      >
        ↓
      </IconButton>
      <IconButton label="Close the search (Escape)" size="small" onClick={onClose}>
        ✕
      </IconButton>
    </search>
  );
}

function said(wanted: string, count: number, at: number): string {
  if (wanted === '') {
    return '';
  }
  if (count === 0) {
    return 'Nothing found';
  }
  return at < 0 ? `${count} found` : `${at + 1} of ${count}`;
}
