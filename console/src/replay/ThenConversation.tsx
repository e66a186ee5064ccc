import {MAIN, type BlockState, type SessionState} from '@signalbox/client';
import {useMemo, useState} from 'react';
import {BlockList} from '../session/conversation/BlockList';
import {queriesOf} from '../session/conversation/queries';
import {EmptyState} from '../ui/EmptyState';
import {Tabs} from '../ui/Tabs';
import type {Reading} from './reading';
import css from './ThenConversation.module.css';

const NO_BLOCKS: readonly BlockState[] = [];
const PANEL = 'then-conversation';

/** The conversation as it stood right after an event. */
export function ThenConversation({
  sessionId,
  reading,
  index,
}: {
  sessionId: string;
  reading: Reading;
  index: number;
}) {
  const [tab, setTab] = useState(MAIN);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const state = useMemo(() => reading.moments.stateAt(index), [reading, index]);
  const {seq, at} = reading.moments.events[index]!;
  const {byId} = state.conversations;
  const sofar = reading.queries.findLastIndex((event) => event.seq <= seq) + 1;
  const queries = useMemo(() => queriesOf(reading.queries.slice(0, sofar)), [reading, sofar]);
  const tabs = useMemo(() => tabsOf(state), [state]);
  const shown = byId.has(tab) ? tab : MAIN;
  return (
    <section aria-labelledby="then" className={css.pane}>
      <div className={css.head}>
        <h2 id="then" className={tabs.length > 1 ? 'visually-hidden' : css.title}>
          Conversation at this moment
        </h2>
        {tabs.length > 1 && (
          <Tabs
            label="Conversations"
            tabs={tabs}
            selected={shown}
            onSelect={setTab}
            panelId={PANEL}
          />
        )}
        <div ref={setTools} className={css.tools} />
      </div>
      <div
        id={PANEL}
        className={css.panel}
        {...(tabs.length > 1 && {role: 'tabpanel', 'aria-label': 'Chosen conversation'})}
      >
        <BlockList
          key={shown}
          sessionId={sessionId}
          blocks={byId.get(shown)?.blocks ?? NO_BLOCKS}
          conversations={byId}
          queries={queries}
          onOpenConversation={setTab}
          tools={tools}
          at={Date.parse(at)}
          empty={
            <EmptyState title="Nothing had been said yet">
              Go on to a later event, or press Play.
            </EmptyState>
          }
        />
      </div>
    </section>
  );
}

/** The main conversation, and those of subagents that had begun. */
function tabsOf({conversations: {byId}}: SessionState) {
  if (byId.size === 1) {
    return [{id: MAIN, title: 'Main'}];
  }
  const names = new Map<string, string>();
  for (const {blocks} of byId.values()) {
    for (const {block} of blocks) {
      if (block.type === 'subagent' && block.name !== undefined) {
        names.set(block.subagentId, block.name);
      }
    }
  }
  return [...byId.keys()].map((id) => ({
    id,
    title: id === MAIN ? 'Main' : (names.get(id) ?? `Subagent ${id.slice(-6)}`),
  }));
}
