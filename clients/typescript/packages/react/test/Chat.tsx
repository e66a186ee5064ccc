import {useConnection, useConversation, usePermissions, useSendMessage} from '@signalbox/react';
import {useState} from 'react';

export function Chat({id}: {id: string}) {
  const [text, setText] = useState('');
  const {status} = useConnection(id);
  const {blocks} = useConversation(id);
  const {pending, answer} = usePermissions(id);
  const {send, interrupt, sending, error} = useSendMessage(id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // When it fails the text stays: sent again, it goes as the same message.
        send(text).then(() => setText(''), console.warn);
      }}
    >
      {status !== 'live' && <p role="status">{status}</p>}
      {blocks.map(({block}) => (
        <p key={block.id}>{typeof block['content'] === 'string' ? block['content'] : block.type}</p>
      ))}
      {pending.map(({requestId, title, toolName, options}) => (
        <p key={requestId}>
          {title ?? toolName}
          {options.map(({id: optionId, label}) => (
            <button key={optionId} type="button" onClick={() => answer(requestId, {optionId})}>
              {label}
            </button>
          ))}
        </p>
      ))}
      <input aria-label="Message" value={text} onChange={(e) => setText(e.target.value)} />
      <button disabled={sending || text === ''}>Send</button>
      <button type="button" onClick={interrupt}>
        Stop
      </button>
      {error && <p role="alert">{error.message}</p>}
    </form>
  );
}
