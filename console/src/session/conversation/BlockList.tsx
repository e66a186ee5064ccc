import type {BlockState, ConversationState} from '@signalbox/client';
import type {ReactNode} from 'react';
import type {Queries} from './queries';

export interface BlockListProps {
    blocks: readonly BlockState[];
    sessionId: string;
    /** Where subagents' blocks are; null shows their cards without them. */
    conversations: ReadonlyMap<string, ConversationState> | null;
    /** Shows a subagent's conversation as a tab of its own. */
    onOpenConversation?(id: string): void;
    /** Begins at the end and stays there as long as the reader does. */
    follow?: boolean;
    /** What is known of the queries besides their blocks: who asked, and how it ended. */
    queries?: Queries;
    /** The moment that is shown, in ms since the epoch; absent, that is now. */
    at?: number;
    /** What stands below the last block and scrolls with it. */
    footer?: ReactNode;
}

/** One conversation. Pure in its props, so that it can show any moment. */
export function BlockList({blocks, footer}: BlockListProps) {
    return (
        <div>
            {blocks.length} blocks {footer}
        </div>
    );
}
