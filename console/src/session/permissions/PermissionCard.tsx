import type {PermissionRequest, ToolUse} from '@signalbox/client';
import {useEffect, useRef, useState, type KeyboardEvent} from 'react';
import {useShortcuts} from '../../app/useShortcuts';
import {Button} from '../../ui/Button';
import {DiffView} from '../conversation/blocks/DiffView';
import {LongText} from '../conversation/blocks/LongText';
import {commandOf, fieldsOf, isEmpty, pretty} from '../conversation/tool';
import {Countdown} from './Countdown';
import {afterwards, coverOf, isReject, optionOfKey, ordered, type Option} from './options';
import css from './permissions.module.css';
import {useAnswering, type Answering} from './useAnswering';

interface Props {
  sessionId: string;
  request: PermissionRequest;
  /** The tool call that it is about, where it is known. */
  tool: ToolUse | null;
  /** How many more wait behind it. */
  more: number;
}

/** The agent asks whether it may: what it wants to do, and the answers on offer. */
export function PermissionCard({sessionId, request, tool, more}: Props) {
  const options = ordered(request);
  const answering = useAnswering(sessionId, request);
  const [message, setMessage] = useState('');
  const choose = (option: Option) =>
    answering.answer({
      optionId: option.id,
      ...(isReject(option) && message.trim() !== '' && {message: message.trim()}),
    });
  useKeys(options, choose);
  const title = request.title ?? `May the agent use ${request.toolName}?`;
  return (
    <div role="group" className={css.card} aria-label={`Permission: ${title}`}>
      <header className={css.head}>
        <h3>{title}</h3>
        <span className={css.tool}>{request.toolName}</span>
        {more > 0 && <span className={css.more}>{more} more waiting behind it</span>}
      </header>
      {request.deadline !== undefined && (
        <Countdown deadline={request.deadline} then={afterwards(request)} />
      )}
      <div className={css.input}>
        <WhatItWants request={request} tool={tool} />
      </div>
      <Options request={request} options={options} answering={answering} choose={choose} />
      {options.some(isReject) && (
        <Message
          text={message}
          onChange={setMessage}
          isOff={answering.reason !== null}
          onSend={() => choose(options.find(isReject)!)}
        />
      )}
      <Problem answering={answering} />
    </div>
  );
}

/** What stands in the way of an answer. */
export function Problem({answering: {reason, failure}}: {answering: Answering}) {
  return (
    <>
      {reason !== null && <p className={css.note}>{reason}</p>}
      {failure !== null && (
        <p role="alert" className={css.failure}>
          {failure}
        </p>
      )}
    </>
  );
}

function WhatItWants({request, tool}: {request: PermissionRequest; tool: ToolUse | null}) {
  const changes = tool?.changes ?? [];
  if (changes.length > 0) {
    return changes.map((change, index) => (
      <DiffView
        key={index}
        id={`${request.requestId} change ${index}`}
        change={change}
        line={tool?.locations?.find(({path}) => path === change.path)?.line}
      />
    ));
  }
  const command = commandOf({...(tool ?? NO_TOOL), input: request.input});
  const {command: _, ...rest} = fieldsOf(request.input);
  const input = command === null ? request.input : rest;
  return (
    <>
      {command !== null && (
        <LongText
          id={`${request.requestId} command`}
          text={`$ ${command}`}
          label="Command"
          tone="input"
        />
      )}
      {!isEmpty(input) && (
        <LongText
          id={`${request.requestId} input`}
          text={pretty(input)}
          label="Input"
          tone="input"
        />
      )}
    </>
  );
}

const NO_TOOL: ToolUse = {
  type: 'tool_use',
  id: '',
  toolName: '',
  toolUseId: '',
  input: null,
  status: 'pending',
};

function Options({
  request,
  options,
  answering,
  choose,
}: {
  request: PermissionRequest;
  options: readonly Option[];
  answering: Answering;
  choose(option: Option): void;
}) {
  const covers = options.map((option) => coverOf(option, request)).filter((one) => one !== null);
  return (
    <>
      <div className={css.options} role="group" aria-label="Answers">
        {options.map((option, index) => (
          <Button
            key={option.id}
            kind={isReject(option) ? 'danger' : index === 0 ? 'primary' : 'plain'}
            disabled={answering.isBusy || answering.reason !== null}
            aria-keyshortcuts={index < 9 ? `${index + 1}` : undefined}
            onClick={() => choose(option)}
          >
            {option.label}
            {index < 9 && (
              <kbd aria-hidden="true" className={css.key}>
                {index + 1}
              </kbd>
            )}
          </Button>
        ))}
      </div>
      {covers.map((cover) => (
        <p key={cover} className={css.note}>
          “{options.find(({kind}) => kind === 'allow_always')?.label}” covers <code>{cover}</code>{' '}
          for the rest of the session.
        </p>
      ))}
    </>
  );
}

function Message({
  text,
  onChange,
  onSend,
  isOff,
}: {
  text: string;
  onChange(text: string): void;
  onSend(): void;
  isOff: boolean;
}) {
  return (
    <input
      className={css.message}
      value={text}
      disabled={isOff}
      aria-label="Reason for a rejection"
      placeholder="If you reject: what should the agent do instead? (Enter rejects)"
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter' && text.trim() !== '' && !event.nativeEvent.isComposing) {
          onSend();
        }
      }}
    />
  );
}

/** Digits choose; with Alt also while one writes in a field. */
function useKeys(options: readonly Option[], choose: (option: Option) => void): void {
  useShortcuts(
    'Permission',
    options.slice(0, 9).map((option, index) => ({
      keys: String(index + 1),
      does: `${option.label} (Alt+${index + 1} while you type)`,
      act: () => choose(option),
    })),
  );
  const latest = useRef({options, choose});
  useEffect(() => {
    latest.current = {options, choose};
  });
  useEffect(() => {
    function onKeyDown(event: globalThis.KeyboardEvent) {
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      if (event.altKey && !event.ctrlKey && !event.metaKey && digit !== undefined) {
        const option = optionOfKey(digit, latest.current.options);
        if (option !== null) {
          event.preventDefault();
          latest.current.choose(option);
        }
      }
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
