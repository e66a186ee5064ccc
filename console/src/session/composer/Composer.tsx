import type {QueuedMessage} from '@signalbox/client';
import {useEffect, useRef, useState, type KeyboardEvent} from 'react';
import {Button} from '../../ui/Button';
import {Icon} from '../../ui/Icon';
import css from './composer.module.css';
import {Queue} from './Queue';
import {textOfContent} from './text';
import type {Sending} from './useSending';

interface Props {
  text: string;
  onText(text: string): void;
  sending: Sending;
  isActive: boolean;
  queue: readonly QueuedMessage[];
  /** Why nothing can be sent now; null if it can. What is written stays. */
  reason: string | null;
}

/** Where one writes to the agent. */
export function Composer({text, onText, sending, isActive, queue, reason}: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isArmed = useInterruptKeys(isActive && reason === null, sending.interrupt);
  const canSend = reason === null && text.trim() !== '';
  function send(mode: 'queue' | 'interrupt') {
    if (canSend) {
      sending.send(text.trim(), mode);
      onText('');
      field.current?.focus();
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send('queue');
    }
  }
  return (
    <div className={css.composer}>
      <Queue
        queue={queue}
        canTakeBack={reason === null}
        onTakeBack={(message) => {
          sending.unqueue(message.queryId);
          if (text === '' && message.content !== undefined) {
            onText(textOfContent(message.content));
            field.current?.focus();
          }
        }}
      />
      {sending.failure !== null && (
        <p role="alert" className={css.failure}>
          {sending.failure}
        </p>
      )}
      <div className={css.box}>
        <textarea
          ref={field}
          rows={Math.min(text.split('\n').length, MOST_ROWS)}
          value={text}
          aria-label="Message to the agent"
          aria-describedby="composer-note"
          placeholder={isActive ? 'Say what is next' : 'Say what is to be done'}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className={css.buttons}>
          {isActive && (
            <Button
              kind="danger"
              disabled={reason !== null}
              aria-keyshortcuts="Control+."
              title="Interrupt the query (Esc twice, or Ctrl+.)"
              onClick={sending.interrupt}
            >
              <Icon name="stop" /> Interrupt
            </Button>
          )}
          {isActive && (
            <Button
              disabled={!canSend}
              title="Ends the query that runs, and sends this next"
              onClick={() => send('interrupt')}
            >
              Interrupt and send
            </Button>
          )}
          <Button kind="primary" disabled={!canSend} onClick={() => send('queue')}>
            {isActive ? 'Queue' : 'Send'}
          </Button>
        </div>
      </div>
      <p id="composer-note" className={css.note} role="status" data-warn={reason !== null}>
        {reason ??
          (isArmed
            ? 'Press Esc again to interrupt the query.'
            : isActive
              ? 'Enter queues this behind the query that runs · Shift+Enter for a new line · Esc twice interrupts'
              : 'Enter sends · Shift+Enter for a new line')}
      </p>
    </div>
  );
}

/** As many lines it has at most where the browser cannot make a field as high as its text. */
const MOST_ROWS = 10;

/** Between the two presses of Escape, in milliseconds. */
const TWICE_MS = 1200;

/**
 * Esc twice and Ctrl+. interrupt, wherever on the page one is but in a dialog, or where Esc closes
 * something.
 *
 * @returns whether Esc was pressed once
 */
function useInterruptKeys(isOn: boolean, interrupt: () => void): boolean {
  const [isArmed, setArmed] = useState(false);
  const latest = useRef(interrupt);
  const armedAt = useRef(0);
  useEffect(() => {
    latest.current = interrupt;
  });
  useEffect(() => {
    if (!isOn) {
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    function act() {
      armedAt.current = 0;
      setArmed(false);
      latest.current();
    }
    function onKeyDown(event: globalThis.KeyboardEvent) {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) {
        return;
      }
      if (event.key === '.' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        act();
      } else if (event.key === 'Escape' && !event.repeat) {
        if (event.timeStamp - armedAt.current < TWICE_MS && armedAt.current > 0) {
          act();
        } else {
          armedAt.current = event.timeStamp;
          setArmed(true);
          clearTimeout(timer);
          timer = setTimeout(() => setArmed(false), TWICE_MS);
        }
      }
    }
    addEventListener('keydown', onKeyDown);
    return () => {
      clearTimeout(timer);
      setArmed(false);
      removeEventListener('keydown', onKeyDown);
    };
  }, [isOn]);
  return isArmed;
}
