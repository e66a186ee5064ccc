import type {QueuedMessage} from '@signalbox/client';
import {Button} from '../../ui/Button';
import {RelativeTime} from '../../ui/RelativeTime';
import {nameOf} from '../conversation/says';
import {textOfContent} from './text';
import css from './composer.module.css';

/** The messages that wait for their turn, the next one first. */
export function Queue({
  queue,
  canTakeBack,
  onTakeBack,
}: {
  queue: readonly QueuedMessage[];
  canTakeBack: boolean;
  onTakeBack(message: QueuedMessage): void;
}) {
  if (queue.length === 0) {
    return null;
  }
  return (
    <div className={css.queue}>
      <h3>
        {queue.length === 1 ? '1 message waits' : `${queue.length} messages wait`} for the query to
        end
      </h3>
      <ol aria-label="Waiting messages">
        {queue.map((message) => (
          <li key={message.queryId}>
            <span className={css.queued} title={textOfContent(message.content)}>
              {textOfContent(message.content)}
            </span>
            <span className={css.quiet}>
              {message.by !== undefined && `${nameOf(message.by)}, `}
              <RelativeTime at={message.queuedAt} />
            </span>
            <Button
              size="small"
              kind="quiet"
              disabled={!canTakeBack}
              onClick={() => onTakeBack(message)}
            >
              Take back
            </Button>
          </li>
        ))}
      </ol>
    </div>
  );
}
